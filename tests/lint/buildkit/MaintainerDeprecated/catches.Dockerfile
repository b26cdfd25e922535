FROM scratch
MAINTAINER jo@example.org
