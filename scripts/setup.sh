# Set-up shared by scripts/test and scripts/demo. Sourced, not run.

# A Python environment with what the tests compare against; made once, remade when the list changes.
python_environment() {
  local wanted=tests/python/requirements.txt made=.venv/requirements.txt
  if ! cmp -s "$wanted" "$made"; then
    python3 -m venv --clear .venv
    .venv/bin/pip install --quiet --disable-pip-version-check -r "$wanted"
    cp "$wanted" "$made"
  fi
  GEMINAL_PYTHON="$PWD/.venv/bin/python"
  export GEMINAL_PYTHON
}
