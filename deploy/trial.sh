#!/bin/sh
# Settings and certificates for a trial of compose.yaml on this machine: .env and deploy/tls, unless they exist.
# The names are localhost and console.localhost, the certificates sign themselves, and the Twilio account is made up.
set -eu
cd "$(dirname "$0")/.."

random() { openssl rand -hex "$1"; }

if [ ! -e .env ]; then
    touch .env && chmod 600 .env
    sed -e "s/^\(SECRET_KEY\|POSTGRES_PASSWORD\|VALKEY_PASSWORD\)=$/\1=FILL/" \
        -e "s/line\.example\.com/localhost/; s/console\.example\.com/console.localhost/" \
        -e "s/^TWILIO_AUTH_TOKEN=$/TWILIO_AUTH_TOKEN=$(random 16)/" deploy/env.example |
        while IFS= read -r line; do
            case $line in *=FILL) echo "${line%FILL}$(random 32)" ;; *) echo "$line" ;; esac
        done > .env
fi
mkdir -p deploy/tls
for name in calls console; do
    [ -e "deploy/tls/$name.pem" ] && continue
    host=localhost
    [ "$name" = console ] && host=console.localhost
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=$host" -addext "subjectAltName=DNS:$host" \
        -keyout "deploy/tls/$name.key" -out "deploy/tls/$name.pem" 2>/dev/null
    # The proxy runs as a user of its own, which has to read the key.
    chmod 644 "deploy/tls/$name.key" "deploy/tls/$name.pem"
done
echo "Start with: docker compose up --build --wait"
