FROM scratch
CMD ["one"]
FROM scratch
CMD ["two"]
