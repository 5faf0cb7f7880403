"""Compares edgetune's training step with PyTorch's, side by side in one run.

    python3 cross/oracle/versus_torch.py EDGETUNE [W1,W2,W5] [1,8] [rounds]

EDGETUNE is a built binary. Each round times PyTorch, then edgetune in f32 and f16,
so that a busy machine slows both; the table shows the best time of each and the
ratio of the medians over the rounds (above 1: edgetune is faster).
"""
import json
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def lines(cmd, env):
    out = subprocess.run(cmd, env=env, check=True, capture_output=True, text=True).stdout
    return [json.loads(s) for s in out.splitlines() if s.startswith("{")]


def main():
    binary = os.path.abspath(sys.argv[1])
    workloads = (sys.argv[2] if len(sys.argv) > 2 else "W1,W2,W5").split(",")
    batches = (sys.argv[3] if len(sys.argv) > 3 else "1,8").split(",")
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 3
    plain = {k: v for k, v in os.environ.items() if k not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}
    env = dict(plain, GOMAXPROCS="1", OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")
    print("workload batch   torch us   f32 us  ratio   f16 us  ratio")
    for w in workloads:
        for b in batches:
            times = {"torch": [], "f32": [], "f16": []}
            for _ in range(rounds):
                times["torch"].append(lines(["/usr/bin/python3", HERE + "/torch_step.py", w, b, "0.5"], env)[0]["median_ns"])
                for p in ("f32", "f16"):
                    times[p].append(lines([binary, "bench", "--workload", w, "--batch", b, "--precision", p, "--seconds", "0.5", "--json"], env)[0]["median_ns"])
            best = {k: min(v) / 1e3 for k, v in times.items()}
            ratio = {p: statistics.median(t / e for t, e in zip(times["torch"], times[p])) for p in ("f32", "f16")}
            print(f"{w:8} {b:>5} {best['torch']:>10.1f} {best['f32']:>8.1f} {ratio['f32']:>6.2f} {best['f16']:>8.1f} {ratio['f16']:>6.2f}", flush=True)


if __name__ == "__main__":
    main()
