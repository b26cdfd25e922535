FROM python:3.14-slim-trixie
ARG USERNAME=tides
ARG UID=1000
RUN useradd --uid $UID --create-home $USERNAME
USER ${USERNAME}
WORKDIR /home/${USERNAME}
COPY app.py .
CMD ["python", "app.py"]
