ARG outside=1
FROM scratch AS one
ARG known
ENV own=1
COPY $known $own ${guess:-x} ${less-x} ${PATH} /one/
COPY \$escaped /two
ENV quoted='$single'
CMD ["$unknown"]
FROM one
COPY $own /three
ARG outside
COPY $outside /four
COPY ${maybe:+x}a /five
