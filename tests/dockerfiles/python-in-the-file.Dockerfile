FROM python:3.14-slim-trixie
RUN <<EOF python
from pathlib import Path
Path('/made.txt').write_text('noon')
EOF
RUN python <<EOF
print(open('/made.txt').read())
EOF
COPY app.py /
CMD ["python", "/app.py"]
