# Tides

#	built by hand
	FROM	python:3.14-slim-trixie

  # indented
  WORKDIR	/app
COPY	app.py	.
RUN echo a && \

    echo b
  CMD	[ "python" , "app.py" ]
