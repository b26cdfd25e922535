FROM scratch AS scratch2
FROM scratch AS contexts
