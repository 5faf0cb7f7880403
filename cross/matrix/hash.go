package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"edgetune/cross"
)

// job is a model that is trained once, on this machine, and then tuned on every core.
type job struct {
	data     string
	channels string
	steps    string // "" for the whole stream
	model    string
	want     map[string]string // by precision: the hash of the generic set, the definition
}

var precisions = []string{"f16", "f32"}

// hashes is the jobs and what they gave.
type hashes struct {
	*env
	jobs []*job
}

func newHashes(e *env) *hashes {
	h := &hashes{env: e}
	if e.shared != "" {
		h.jobs = []*job{
			{data: "env_occupancy", steps: "200"},
			{data: "har_dsads", channels: "0-5"},
		}
	}
	return h
}

// native is the binary that trains and gives the hashes to compare with.
func (h *hashes) native() target {
	return target{build: cross.Builds[0], core: cross.Native, set: "generic"}
}

// train is a step for each job.
func (h *hashes) train() []step {
	var steps []step
	for _, j := range h.jobs {
		steps = append(steps, step{"train on " + j.data, func(ctx context.Context) result { return h.trainJob(ctx, j) }})
	}
	return steps
}

func (h *hashes) trainJob(ctx context.Context, j *job) (r result) {
	j.model = filepath.Join(h.out, j.data+".model")
	argv := append([]string{h.binary(h.native().build), "train", "--json", "--seed", "1", "--out", j.model}, h.dataFlags(j)...)
	if out, err := cmd(argv...).exec(ctx, h.root).CombinedOutput(); err != nil {
		r.fail("%s: %v\n%s", cmd(argv...), err, out)
		return r
	}
	j.want = map[string]string{}
	for _, p := range precisions {
		got, err := h.tuneOnce(ctx, j, h.native(), p)
		if err != nil {
			return failed(err)
		}
		j.want[p] = got.SHA
		r.note += p + " " + short(got.SHA) + " "
	}
	return r
}

func (h *hashes) dataFlags(j *job) []string {
	flags := []string{"--data", filepath.Join(h.shared, "data", j.data)}
	if j.channels != "" {
		flags = append(flags, "--channels", j.channels)
	}
	return flags
}

// target is where a job is tuned.
type target struct {
	build cross.Build
	core  cross.Core
	set   string // "": the core chooses
}

// kernels is the set that must run.
func (t target) kernels() string {
	if t.set == "" {
		return t.core.Kernels
	}
	return t.set
}

// targets lists every build, core that runs it, and set of that core.
func targets(builds []cross.Build, cores []cross.Core) (all []target) {
	for _, b := range builds {
		for _, c := range append([]cross.Core{cross.Native}, cores...) {
			if !c.Runs(b) {
				continue
			}
			all = append(all, target{b, c, ""})
			if c.Kernels != "generic" {
				all = append(all, target{b, c, "generic"})
			}
		}
	}
	return all
}

// tune is a step for each target: one hash for every job and precision.
func (h *hashes) tune(builds []cross.Build, cores []cross.Core) []step {
	if len(h.jobs) == 0 {
		return nil
	}
	var steps []step
	for _, t := range targets(builds, cores) {
		name := fmt.Sprintf("one hash: %s on %s, %s", t.build, t.core.Name, t.kernels())
		steps = append(steps, step{name, func(ctx context.Context) result { return h.tuneOn(ctx, t) }})
	}
	return steps
}

func (h *hashes) tuneOn(ctx context.Context, t target) (r result) {
	for _, j := range h.jobs {
		for _, p := range precisions {
			got, err := h.tuneOnce(ctx, j, t, p)
			if err == nil {
				err = got.check(t.kernels(), j.want[p])
			}
			if err != nil {
				r.fail("%s, %s: %v", j.data, p, err)
				continue
			}
			r.passed++
		}
	}
	return r
}

// tuneOnce runs `edgetune tune` on the core.
func (h *hashes) tuneOnce(ctx context.Context, j *job, t target, precision string) (tuned, error) {
	argv := append(t.core.Emulator(), h.binary(t.build), "tune", "--json", "--report=false", "--seed", "1",
		"--model", j.model, "--precision", precision)
	argv = append(argv, h.dataFlags(j)...)
	if j.steps != "" {
		argv = append(argv, "--steps", j.steps)
	}
	if t.set != "" {
		argv = append(argv, "--kernels", t.set)
	}
	c := cmd(argv...)
	x := c.exec(ctx, h.root)
	var errs strings.Builder
	x.Stderr = &errs
	out, err := x.Output()
	if err != nil {
		return tuned{}, fmt.Errorf("%s: %w\n%s", c, err, errs.String())
	}
	return readTuned(out)
}

func short(sha string) string { return sha[:min(12, len(sha))] }
