import os

from kombu import Connection, Queue


def main():
    with Connection(os.environ["RABBITMQ_URL"]) as connection:
        lit = Queue("lit", durable=True)
        answers = connection.Producer()

        def light(_, message):
            color = bytes(message.body).decode().upper()
            answers.publish(color, routing_key="lit", declare=[lit], content_type="text/plain", content_encoding="utf-8")
            message.ack()

        with connection.Consumer([Queue("asked", durable=True)], callbacks=[light], accept=None):
            while True:
                connection.drain_events()


if __name__ == "__main__":
    main()
