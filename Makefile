# make demo	shows the sickness and the cure on real kernels
# make check	builds and tests everything
# make fuzz	compiles and runs 10,000 generated programs with each LLVM, and feeds what is read of
#		others with broken input; goes on where it was
# make audit	looks for prototypes that lie in the kernels whose source can be had
# make audit-check	the same for 6.12 and 7.3 alone, without putting faults into them: a part of make
#		check
# make install	installs the plugins, the command and what belongs to them below DESTDIR and PREFIX
# make deb	makes Debian packages in build/deb; make try-deb installs them into a clean bookworm and trixie
#
# Both of the first install what is missing (Debian), build, and fetch kernels. Nothing clever: the
# build is CMake's, the tests are ctest's.

PREFIX ?= /usr/local
PRESET ?= default
BUILD := $(if $(filter asan,$(PRESET)),build-asan,build)
JOBS := $(shell nproc)

.PHONY: all deps build kernels demo check fuzz bench audit audit-check format install deb try-deb clean

all: build

deps:
	@scripts/install-deps

build: deps
	@test -f $(BUILD)/build.ninja || cmake --preset $(PRESET)
	@cmake --build $(BUILD)

kernels: build
	@$(BUILD)/bin/bpfmend kernels fetch

demo: kernels
	@scripts/demo $(BUILD)/bin/bpfmend

# A kernel that the mirror no longer has shows up below as a skipped test, by name.
check: build
	@$(BUILD)/bin/bpfmend kernels fetch || test $$? -eq 2
	@$(BUILD)/bin/bpfmend kernels fetch $$(grep '^[0-9]' kernel/releases.list | paste -sd,) || test $$? -eq 2
	@ctest --test-dir $(BUILD) --output-on-failure -j$(JOBS)

fuzz: build
	@cmake --build $(BUILD) --target fuzz-inputs
	@cmake --build $(BUILD) --target fuzz

bench: kernels
	@cmake --build $(BUILD) --target bench

audit: build
	@for list in audit/tests/expected/*.list; do \
	  audit/tests/audit-series $(BUILD)/bin/bpfmend $$(basename $$list .list) || test $$? -eq 77 || exit 1; \
	done

audit-check: build
	@for series in 6.12 7.3; do \
	  audit/tests/audit-series --check $(BUILD)/bin/bpfmend $$series || test $$? -eq 77 || exit 1; \
	done

format:
	@cmake --build $(BUILD) --target format

install: build
	@cmake --install $(BUILD) --prefix $(PREFIX)

# What is checked out, tested or not: make check first.
deb:
	@scripts/install-deps packaging
	@scripts/make-deb $(BUILD)

# Minutes, and some GB that are gone afterwards: not a part of make check. As root.
try-deb:
	@for suite in bookworm trixie; do \
	  scripts/try-deb $(BUILD) $$suite $$(ls -d $${XDG_CACHE_HOME:-$$HOME/.cache}/bpfmend/kernels/*/vmlinuz | tail -1) || exit 1; \
	done

clean:
	@rm -rf build build-asan
