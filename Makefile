# Every command of the project; `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

JOBS ?= $(shell nproc)
VENV := .venv
PYTHON := $(VENV)/bin/python
CUDA_ARCHITECTURES ?= 90# with PTX for later devices; "80-real;90" adds sm_80
CARRIED ?=# folder that `make carry` filled, on a machine without a network: nothing is installed there
TORCH_VENV := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/smalti/torch
DEBIAN := g++ make cmake ninja-build ccache libjpeg62-turbo-dev libpng-dev libgtest-dev libbenchmark-dev nlohmann-json3-dev \
          libxxhash-dev libyaml-cpp-dev python3-dev python3-venv pkg-config

CONFIGURE_CUDA = cmake --preset cuda -D CMAKE_CUDA_ARCHITECTURES="$(CUDA_ARCHITECTURES)" $(if $(CARRIED),-G "Unix Makefiles" -D CMAKE_PREFIX_PATH=$(abspath $(CARRIED)) -D SMALTI_YAML=OFF)

export PYTHONDONTWRITEBYTECODE := 1
export NO_ALBUMENTATIONS_UPDATE := 1
export SMALTI_DATA ?= $(abspath ../shared/data)

.PHONY: help setup configure build python stubs docs demo test test-cpp test-sanitize test-python test-torch parity cuda test-cuda test-gpu carry check format bench bench-gpu bench-peers preview clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

setup: $(if $(CARRIED),,build/.setup)  ## install what is missing: Debian packages (as root) and Python packages in .venv
build/.setup: requirements/dev.txt Makefile
	@mkdir -p build
	@missing=$$(dpkg-query -W -f='$${Package} $${db:Status-Status}\n' $(DEBIAN) 2>/dev/null | grep -v ' installed' | cut -d' ' -f1 || true); \
	for p in $(DEBIAN); do dpkg-query -W $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	if [ -n "$$(echo $$missing)" ]; then \
	  if [ "$$(id -u)" = 0 ]; then echo "installing:" $$missing; apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing >/dev/null; \
	  else echo "some packages are missing; run: sudo apt-get install -y" $$missing; exit 1; fi; \
	fi
	@test -x $(PYTHON) || python3 -m venv $(VENV)
	@$(PYTHON) -m pip install -q --disable-pip-version-check -r requirements/dev.txt
	@touch $@

configure: setup
	@cmake --preset release >/dev/null

build: configure  ## build the C++ tests, examples and benchmarks
	@cmake --build build/release -j $(JOBS)

python: setup  ## build the Python module; it is used from the source tree
	@cmake -G Ninja -S . -B build/python -D CMAKE_BUILD_TYPE=Release -D SMALTI_TESTS=OFF -D SMALTI_EXAMPLES=OFF -D SMALTI_PYTHON=ON -D Python_EXECUTABLE=$(abspath $(PYTHON)) \
	  -D pybind11_DIR=$$($(PYTHON) -m pybind11 --cmakedir) >/dev/null
	@cmake --build build/python -j $(JOBS)
	@echo "$(abspath bindings)" > $$($(PYTHON) -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/smalti-source.pth

demo: python  ## run the pipeline over the photographs that ship, twice, and draw a contact sheet
	@$(PYTHON) examples/demo.py

test: test-cpp test-sanitize test-cuda test-python  ## build and run every test; TORCH=1 adds those that compare with other libraries
	@if [ "$(TORCH)" = 1 ]; then $(MAKE) --no-print-directory test-torch; else echo "skipped: comparisons with other libraries (make test TORCH=1)"; fi

test-cpp: build  ## the C++ tests, what must not compile, and the consumer projects
	@cd build/release && ctest --output-on-failure -j $(JOBS)

test-sanitize: setup  ## the C++ tests under the address, undefined-behaviour and thread sanitizers
	@cmake --preset asan >/dev/null && cmake --build --preset asan -j $(JOBS) && ctest --preset asan -j $(JOBS)
	@cmake --preset tsan >/dev/null && cmake --build --preset tsan -j $(JOBS) --target data_test && ctest --preset tsan -R data_test

cuda: setup  ## compile the CUDA kernels and the Python module that holds them, where nvcc is installed
	@if command -v nvcc >/dev/null; then \
	  $(CONFIGURE_CUDA) -D Python_EXECUTABLE=$(abspath $(PYTHON)) \
	    -D pybind11_DIR=$$($(PYTHON) -m pybind11 --cmakedir) >/dev/null && cmake --build build/cuda -j $(JOBS) --target smalti_kernels _cuda; \
	else echo "skipped: nvcc is not installed, device code was not compiled"; fi

test-cuda: cuda  ## compile device code with warnings as errors, and hold its registers and stack against their bounds
	@if command -v nvcc >/dev/null; then python3 tests/cuda/resource_usage.py build/cuda \
	  && cmake --build build/cuda -j $(JOBS) --target example_render_on_a_gpu && cd build/cuda && ctest --output-on-failure -R example_render_on_a_gpu; fi

test-gpu: setup  ## run what needs a CUDA device: parity with the CPU, graphs, lifetimes, and the sanitizers of compute-sanitizer
	@if command -v nvcc >/dev/null; then $(CONFIGURE_CUDA) >/dev/null && \
	  cmake --build build/cuda -j $(JOBS) --target device_test && cd build/cuda && ctest --output-on-failure -R '^device_'; \
	else echo "skipped: nvcc is not installed"; fi

carry: setup  ## gather into build/carry what test-gpu and bench-gpu need on a machine with a GPU and no network
	@sh cmake/carry.sh build/carry
	@echo "there: make test-gpu bench-gpu CARRIED=build/carry"

test-python: python  ## the Python tests
	@$(PYTHON) -m pytest -q tests/python -p no:cacheprovider

test-torch: python $(TORCH_VENV)/.stamp  ## the Python tests that need torch, torchvision and Albumentations
	@echo "$(abspath bindings)" > $$($(TORCH_VENV)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/smalti-source.pth
	@$(TORCH_VENV)/bin/python -m pytest -q tests/python -p no:cacheprovider -m torch
parity: python $(TORCH_VENV)/.stamp  ## hold exact mode beside the libraries that operators follow, and write docs/parity.md
	@echo "$(abspath bindings)" > $$($(TORCH_VENV)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/smalti-source.pth
	@cd tests/python && $(TORCH_VENV)/bin/python -m parity $(abspath docs/parity.md)
$(TORCH_VENV)/.stamp: requirements/torch.txt
	@test -x $(TORCH_VENV)/bin/python || python3 -m venv $(TORCH_VENV)
	@echo "installing torch, torchvision and Albumentations into $(TORCH_VENV); this is large"
	@$(TORCH_VENV)/bin/python -m pip install -q --disable-pip-version-check -r requirements/torch.txt
	@touch $@

check: configure  ## formatting, and whether the list of operators is up to date
	@git diff --exit-code include/smalti/ops.hpp
	@git ls-files '*.hpp' '*.cpp' | xargs clang-format --dry-run --Werror

stubs: python  ## renew the type stubs of the Python package
	@$(PYTHON) bindings/stubs.py

docs: python  ## renew the operator table, docs/operators.md, and the gallery, build/docs/gallery.html
	@$(PYTHON) bindings/docs.py
	@$(PYTHON) bindings/gallery.py

format:  ## format the C++ sources
	@git ls-files '*.hpp' '*.cpp' | xargs clang-format -i

bench: build python  ## smalti alone: chains, operators and decoding beside a copy; Python beside C++
	@./build/release/bench/smalti_bench --benchmark_min_time=0.2
	@$(PYTHON) bench/loader/compare.py build/release/bench/smalti_loader_rate

# With DRY=1 on a device that the host stands in for, to see whether all of it runs. The rivals are those that BENCH_PYTHON has.
BENCH_PYTHON ?= $(firstword $(wildcard $(TORCH_VENV)/bin/python) python3)
bench-gpu: setup  ## chains, loaders and every operator on a CUDA device, beside torchvision and DALI where they are; writes bench/results/<device>.md
	@if command -v nvcc >/dev/null; then $(CONFIGURE_CUDA) >/dev/null \
	  && cmake --build build/cuda -j $(JOBS) --target smalti_bench_gpu$(if $(DRY),_dry) \
	  && $(BENCH_PYTHON) bench/gpu/compare.py build/cuda/bench/gpu/smalti_bench_gpu$(if $(DRY),_dry --dry); \
	else echo "skipped: nvcc is not installed"; fi

bench-peers: python $(TORCH_VENV)/.peers  ## chains, colour and policies beside torchvision, Ultralytics, Albumentations and timm, as ratios in one run
	@echo "$(abspath bindings)" > $$($(TORCH_VENV)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/smalti-source.pth
	@$(TORCH_VENV)/bin/python bench/peers/training_chain.py
	@$(TORCH_VENV)/bin/python bench/peers/mosaic.py
	@$(TORCH_VENV)/bin/python bench/peers/drop_in.py
	@$(TORCH_VENV)/bin/python bench/peers/colour.py
	@$(TORCH_VENV)/bin/python bench/peers/neighbourhood.py
$(TORCH_VENV)/.peers: $(TORCH_VENV)/.stamp requirements/peers.txt
	@$(TORCH_VENV)/bin/python -m pip install -q --disable-pip-version-check -r requirements/peers.txt
	@touch $@

preview: python  ## draw a contact sheet of the example pipeline, as a picture and as a page
	@$(PYTHON) -m smalti preview examples/pipeline.json examples/photos/*.jpg -o build/preview.png
	@$(PYTHON) -m smalti preview examples/pipeline.json examples/photos/*.jpg -o build/preview.html

clean:  ## remove what was built
	@rm -rf build $(VENV)
