INSERT INTO people VALUES ('Anna');
