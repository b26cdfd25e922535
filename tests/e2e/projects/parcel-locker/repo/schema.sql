CREATE TABLE parcel (
    door integer PRIMARY KEY CHECK (door BETWEEN 1 AND 40),
    code text NOT NULL UNIQUE,
    arrived timestamptz NOT NULL DEFAULT now()
);
