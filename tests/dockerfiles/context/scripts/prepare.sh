mkdir -p /var/tides
