FROM scratch
ENTRYPOINT ["run"]
CMD ["one", "two"]
FROM scratch
SHELL ["/bin/sh", "-c"]
CMD one two
