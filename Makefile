# Glosscast. `make run` and `make test` are all that most people need: each first sets up what it needs, once.
# The environment is .venv in this folder; nothing else on the machine is touched, but for Debian packages that are
# missing: those are named, and installed where that is allowed (app/system_packages.py).

PYTHON ?= python3
BIN := .venv/bin
START_FROM ?= assets/starter.onnx
HOURS ?= 1
LASTING ?= 0
MINUTES ?= 10
PACKAGES := pyproject.toml constraints.txt
export LANG ?= C.UTF-8
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help run test lint types format bench soak slow abuse session silence screenshot screens signs synthesize pipeline wheel clean
.DELETE_ON_ERROR:

help: ## print this list
	@echo "make TARGET, where TARGET is one of"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-11s %s\n", $$1, $$2 }' Makefile

run: .venv/run.stamp ## set up and open the window on the webcam (no camera: the sample clip; no screen: the terminal)
	@$(PYTHON) -m app.system_packages video window
	@$(BIN)/python -m app.signer_files || true # it has said why; everything works without
	@$(BIN)/glosscast

test: lint types ## set up, then run ruff, mypy and the whole test suite
	$(BIN)/python -m pytest

lint: .venv/test.stamp ## check style and format (ruff)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/test.stamp ## check types (mypy, strict)
	$(BIN)/mypy

format: .venv/test.stamp ## put the code into the house's format
	$(BIN)/ruff check --fix-only --select I .
	$(BIN)/ruff format .

bench: .venv/test.stamp ## measure the cost of a frame, memory, start-up and synthetic signers; table here and in build/bench.json
	$(BIN)/glosscast-train benchmark --report build/bench.json

soak: .venv/test.stamp ## HOURS of video (1) through the real window on a clock that runs ahead: does memory stay flat?
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m app.soak --hours $(HOURS) --report build/soak.json

slow: .venv/test.stamp ## the same with a window that is held up for 0.3 s again and again
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m app.soak --hours $(HOURS) --held 0.3 --report build/slow.json

abuse: .venv/test.stamp ## pull the camera 50 times, reset 100 times, delete the model … and see what is left, in LASTING (0) hours
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.app.abuse --hours $(LASTING)

session: .venv/test.stamp ## play an evening with the app in a real window on a virtual screen: plug in, sign, correct, save, quit
	@$(PYTHON) -m app.system_packages screenshot
	xvfb-run --auto-servernum --server-args "-screen 0 1280x800x24" \
		env QT_QPA_PLATFORM=xcb $(BIN)/python -m tests.app.scripted_session

silence: .venv/test.stamp ## MINUTES (10) each of rest, drinking, typing, talking: signs invented an hour; long, goes on if stopped
	$(BIN)/glosscast-train not-signing --minutes $(MINUTES) --out build/not-signing.json

screenshot: .venv/test.stamp ## take docs/window.png: the real window on a virtual screen, playing the sample clip
	@mkdir -p docs
	@$(PYTHON) -m app.system_packages screenshot
	xvfb-run --auto-servernum --server-args "-screen 0 1280x800x24" \
		env QT_QPA_PLATFORM=xcb $(BIN)/python -m app.screenshot docs/window.png

screens: .venv/test.stamp ## draw every screen, dark and light, at 100 and 200 %, on a virtual screen, into docs/screens
	@mkdir -p docs/screens
	@$(PYTHON) -m app.system_packages screenshot
	@set -e; for theme in dark light; do for scale in 1 2; do \
		xvfb-run --auto-servernum --server-args "-screen 0 1920x1080x24" \
			env QT_QPA_PLATFORM=xcb QT_SCALE_FACTOR=$$scale \
			$(BIN)/python -m app.screens docs/screens/$$theme-$${scale}00.jpg --theme $$theme; done; done

synthesize: .venv/test.stamp ## render a tiny corpus of synthetic signers into build/corpus
	$(BIN)/glosscast-train synthesize --preset tiny --out build/corpus

signs: .venv/test.stamp ## draw the signs of the synthetic signers: docs/signs.jpg, and each one in build/signs
	$(BIN)/glosscast-train lexicon --overview docs/signs.jpg --sheet build/signs

pipeline: .venv/test.stamp ## make a tiny model from nothing, ten minutes; CORPUS=my-clips: a model of your own clips, an hour
	$(BIN)/glosscast-train pipeline $(if $(CORPUS),--corpus '$(CORPUS)' \
		$(if $(START_FROM),--start-from '$(START_FROM)'),--preset tiny)

wheel: .venv/test.stamp ## build the wheel, unpack it alone and let it caption its own sample clip
	rm -rf build/wheel build/unpacked
	$(BIN)/python -m hatchling build --target wheel --directory build/wheel
	$(BIN)/python -m pip install --quiet --no-deps --target build/unpacked build/wheel/*.whl
	cd build/unpacked && env -u DISPLAY -u WAYLAND_DISPLAY ../../$(BIN)/python -m app

clean: ## remove build/ and the caches; .venv and runs/ (trained models) stay
	rm -rf build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find app models training assets tests -name __pycache__ -type d -prune -exec rm -rf {} +

# ── Set-up, stamped: done again only when what it reads has changed ──────────────────────────────────────────────────

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
		"Python 3.11 or newer is needed and $(PYTHON) is older; say which: make PYTHON=python3.11 $(MAKECMDGOALS)")'
	@$(PYTHON) -m app.system_packages venv
	$(PYTHON) -m venv --clear .venv

.venv/run.stamp: $(PACKAGES) | $(BIN)/pip
	@echo "Installing what the app needs into .venv (some 600 MB, once)."
	$(BIN)/python -m pip install --constraint constraints.txt --editable .
	@touch $@

# The suite draws off-screen, so it needs the window's libraries, but no screen.
.venv/test.stamp: $(PACKAGES) | $(BIN)/pip
	@$(PYTHON) -m app.system_packages video window
	@echo "Installing what training and the tests need into .venv (some 2 GB, once)."
	$(BIN)/python -m pip install --constraint constraints.txt --editable '.[train,dev]'
	@touch .venv/run.stamp $@
