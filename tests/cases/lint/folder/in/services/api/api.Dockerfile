FROM python:latest
USER 1
