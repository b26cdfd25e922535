#!/usr/bin/env bash
# Installs pydock from PyPI into a virtual environment of the runner and puts it on the PATH of later steps.
set -euo pipefail

python=$(command -v python3 || command -v python) || {
  echo "::error title=pydock::no Python on this runner: add actions/setup-python before this step"
  exit 2
}
environment=$RUNNER_TEMP/pydock
"$python" -m venv "$environment"
scripts=$environment/bin
[ -d "$scripts" ] || scripts=$environment/Scripts
"$scripts/python" -m pip install --quiet --disable-pip-version-check "pydock-cli${INPUT_VERSION:+==$INPUT_VERSION}"
echo "$scripts" >>"$GITHUB_PATH"
"$scripts/pydock" --version
