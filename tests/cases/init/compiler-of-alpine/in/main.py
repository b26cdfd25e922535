import time

import tidecrc

while True:
    print(tidecrc.crc32(b"tide"), flush=True)
    time.sleep(60)
