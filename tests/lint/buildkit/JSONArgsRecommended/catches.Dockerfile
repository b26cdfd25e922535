FROM scratch
ENTRYPOINT run
CMD one two
