#!/usr/bin/env bash
set -e

start() {
    python harvest.py serve &
    python harvest.py collect &
    wait
}

case "${1:-help}" in
    start) start ;;
    *) echo "usage: $0 start" ;;
esac
