#!/usr/bin/env bash
# Set up a machine with an NVIDIA GPU that has no network, from wheels fetched elsewhere.
#
#   gpu_setup.sh download FOLDER    on a connected machine: fetch every wheel by its pinned hash, pack and split
#   gpu_setup.sh install FOLDER     on the GPU machine: check driver and digests, install without any network
#   gpu_setup.sh check              on the GPU machine: say what driver, card and libraries there are
#   gpu_setup.sh lock               on a connected machine: write gpu_lock.txt anew (needs uv)
#
# Both machines need the same processor architecture and Python minor version; PYTHON3 names the interpreter.
# Exit codes: 0 done, 2 bad use, missing driver, or a digest that does not hold.
set -euo pipefail

PYTHON3=${PYTHON3:-python3}
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
GPU_LOCK="$ROOT/verification/targets/gpu_lock.txt"
BENCH_LOCK="$ROOT/locks/bench.txt"
GPU_PIN='onnxruntime-gpu[cuda,cudnn]==1.31.1' # the newest GPU build; it may stand one release behind the CPU build
PIECE=1900M                                   # fits on FAT file systems and below the limits of most transfer tools
MIN_DRIVER=580                                # CUDA 13

WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

die() {
    printf 'gpu_setup: %s\n' "$1" >&2
    exit 2
}

# The bench's lock without the CPU build of ONNX Runtime, which the GPU build replaces under the same import name.
bench_without_cpu_build() {
    awk '/^[^ #]/ { skip = ($0 ~ /^onnxruntime==/) } !skip' "$BENCH_LOCK"
}

requirements() {
    bench_without_cpu_build >"$1/bench.txt"
    cp "$GPU_LOCK" "$1/gpu.txt"
}

download() {
    local folder=$1
    mkdir -p "$folder"
    [ -z "$(ls -A "$folder")" ] || die "$folder is not empty. Give a new folder."
    mkdir "$WORK/wheels"
    requirements "$WORK/wheels"
    "$PYTHON3" -m pip download --disable-pip-version-check --quiet --no-deps --only-binary :all: --require-hashes \
        --dest "$WORK/wheels" -r "$WORK/wheels/bench.txt" -r "$WORK/wheels/gpu.txt"
    "$PYTHON3" -c 'import platform, sys; print(sys.version_info[0], sys.version_info[1], platform.machine())' \
        >"$WORK/wheels/made_for.txt"
    tar -C "$WORK" -cf - wheels | split -b "$PIECE" -d -a 3 - "$folder/wheels.tar."
    (cd "$folder" && sha256sum wheels.tar.* >SHA256SUMS)
    du -sh "$folder"
    echo "Copy $folder and this checkout to the GPU machine, then run: verification/targets/gpu_setup.sh install FOLDER"
}

driver() {
    command -v nvidia-smi >/dev/null || die "nvidia-smi is not here. Install the NVIDIA driver $MIN_DRIVER or newer."
    local version
    version=$(nvidia-smi --query-gpu=driver_version --format=csv,noheader | head -n 1) ||
        die "nvidia-smi found no card. Check that the driver's module is loaded and the card is visible."
    [ "${version%%.*}" -ge "$MIN_DRIVER" ] ||
        die "the driver is $version; CUDA 13 needs $MIN_DRIVER or newer. Update the driver."
    nvidia-smi --query-gpu=name,driver_version,memory.total,power.limit --format=csv,noheader
}

install() {
    local folder=$1 here
    driver
    [ -f "$folder/SHA256SUMS" ] || die "$folder holds no SHA256SUMS. Give the folder that 'download' made."
    (cd "$folder" && sha256sum --check --quiet SHA256SUMS) || die "a piece was damaged on the way. Copy it again."
    cat "$folder"/wheels.tar.* | tar -C "$WORK" -xf -
    here=$("$PYTHON3" -c 'import platform, sys; print(sys.version_info[0], sys.version_info[1], platform.machine())')
    [ "$here" = "$(cat "$WORK/wheels/made_for.txt")" ] ||
        die "the wheels are for Python and machine '$(cat "$WORK/wheels/made_for.txt")', this is '$here'. Set PYTHON3."
    # Hashes come from this checkout and not from what was copied beside the wheels.
    requirements "$WORK"
    "$PYTHON3" -m venv --clear "$ROOT/.venv"
    "$ROOT/.venv/bin/python" -m pip install --disable-pip-version-check --quiet --no-deps --no-index \
        --find-links "$WORK/wheels" --require-hashes -r "$WORK/bench.txt" -r "$WORK/gpu.txt"
    # The stamp tells locks/install.py that the bench is installed, so that make does not fetch the CPU build.
    printf '%s' "$(sha256sum "$BENCH_LOCK" | cut -d' ' -f1)" >"$ROOT/.venv/bench.sha256"
    "$PYTHON3" "$ROOT/locks/install.py" bench
    check
}

check() {
    driver
    "$ROOT/.venv/bin/python" - <<'PY'
import ctypes

import onnxruntime

onnxruntime.preload_dlls()  # CUDA and cuDNN from their wheels; prints what it cannot load
print("onnxruntime", onnxruntime.__version__, ", ".join(onnxruntime.get_available_providers()))
try:
    number = ctypes.CDLL("libnvinfer.so.10").getInferLibVersion()
    print("TensorRT", f"{number // 10000}.{number // 100 % 100}.{number % 100}")
except OSError:
    print("TensorRT: libnvinfer.so.10 is not on the loader's path; targets with provider tensorrt read NOT_RUN")
PY
    echo "Next: .venv/bin/python -m bedside self-test, then make verify TARGET=… (see verification/targets)"
}

lock() {
    sed -E '/^    --hash/d; s/ *\\$//' "$BENCH_LOCK" | grep -v '^onnxruntime==' >"$WORK/constraints.txt"
    echo "$GPU_PIN" >"$WORK/gpu.in"
    uv pip compile "$WORK/gpu.in" --output-file "$WORK/gpu.out" --constraints "$WORK/constraints.txt" --universal \
        --python-version 3.11 --fork-strategy fewest --generate-hashes --no-header --no-annotate --no-emit-index-url \
        --no-config --quiet
    {
        # shellcheck disable=SC2016
        echo '# What a GPU machine needs in place of onnxruntime. No index is named; `gpu_setup.sh lock` writes it anew.'
        awk '/^[^ #]/ { keep = ($0 ~ /^(nvidia-|onnxruntime-gpu)/) } keep' "$WORK/gpu.out"
    } >"$GPU_LOCK"
}

case "${1:-}" in
download | install)
    [ $# -eq 2 ] || die "usage: gpu_setup.sh $1 FOLDER"
    "$1" "$2"
    ;;
check | lock) "$1" ;;
*) die "usage: gpu_setup.sh download FOLDER | install FOLDER | check | lock" ;;
esac
