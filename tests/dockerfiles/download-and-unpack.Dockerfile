FROM python:3.14-slim-trixie
WORKDIR /tools
RUN python - <<EOF
import zipfile
with zipfile.ZipFile('t.zip', 'w') as z:
    z.writestr('run.py', 'print(1)')
EOF
RUN python -m zipfile -e t.zip . && python run.py
CMD ["python", "/tools/run.py"]
