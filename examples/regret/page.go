package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

const head = `# Regret: what the untouched default loses

Made by ` + "`go run ./examples/regret`" + `; do not edit. Each row is a task: a net learned on
the source of a recording, fine-tuned in one pass over its stream, scored on later rows.

- *default*: the score of %s, nothing set. *tuned*: that of the best of SGD,
  momentum, Adam, LARS and LARC, each with and without decay, each with the rate of a
  wide grid that was best on one half of the test rows, scored on the other half, halves
  swapped. Which of the ten is best is chosen in hindsight, which favours *tuned*.
- *regret*: tuned - default, mean over the nets of a row with its 95 %% interval (a learned net each, at most %d).
- *off by*: what the score changes by when the one knob that the default has is off by
  that factor. Beyond a quarter above the default its step grows no more, so that the
  columns 2 and 10 are equal.
- Scores are accuracies (balanced where the recording asks for it); where the metric is
  an error, 1 - error/(error before).
- Variants: *rescaled*: the layers times 4, 1/4, 8, 1/8, the same function. *rotated*: the
  stream's channels turned in pairs by 30°. *blocked*: the stream in runs of 32 windows of
  one class. *norm*: BatchNorm behind hidden layers, statistics frozen. *folded*: that net
  with BatchNorm put into its layers.

| task | rows | nets | before | default | tuned | by | regret | off by 1/10 | 1/2 | 2 | 10 |
|---|---|---|---|---|---|---|---|---|---|---|---|
`

func writePage(w io.Writer, o options, all []result) error {
	seeds := 0
	for _, r := range all {
		seeds = max(seeds, r.Seeds)
	}
	b := &strings.Builder{}
	fmt.Fprintf(b, head, o.method, seeds)
	all = sorted(all)
	var seen, fresh []result
	for i := range all {
		row(b, &all[i])
	}
	for i := range all {
		if wasChosenOn(o, &all[i]) {
			seen = append(seen, all[i])
		} else {
			fresh = append(fresh, all[i])
		}
	}
	summary(b, "All", all)
	summary(b, "Of the recordings that its constants were chosen on", seen)
	summary(b, "Of the others", fresh)
	byVariant(b, all)
	_, err := io.WriteString(w, b.String())
	return err
}

func wasChosenOn(o options, r *result) bool {
	name, _, _ := strings.Cut(r.Folder, " ")
	return slices.Contains(strings.Split(o.chosen, ","), name)
}

func row(w io.Writer, r *result) {
	g := r.regret()
	names := r.Names[0]
	if r.Names[1] != names {
		names += ", " + r.Names[1]
	}
	fmt.Fprintf(w, "| %s, %s | %d | %d | %.3f | %.3f | %.3f | %s | %s%+.3f ± %.3f%s |",
		r.Folder, r.Variant, r.Rows, r.Seeds, r.Before, meanOf(r.Default), meanOf(r.Best), names, bold(g), g.mean, g.half, bold(g))
	for _, v := range r.Off {
		fmt.Fprintf(w, " %+.3f |", v)
	}
	fmt.Fprintln(w)
}

// limit is the regret that no task may have.
const limit = 0.03

func bold(g interval) string {
	if g.mean-g.half > limit {
		return "**"
	}
	return ""
}

func summary(w io.Writer, which string, all []result) {
	if len(all) == 0 {
		return
	}
	var regrets, positive []float64
	above, within, diverged := 0, 0, 0
	for i := range all {
		g := all[i].regret()
		regrets, positive = append(regrets, g.mean), append(positive, max(0, g.mean))
		if g.mean-g.half > limit {
			above++
		}
		if min(all[i].Off[1], all[i].Off[2]) >= -0.01 {
			within++
		}
		if all[i].Diverged > 0 {
			diverged++
		}
	}
	m, p := intervalOf(regrets), intervalOf(positive)
	fmt.Fprintf(w, "\n**%s:** %d tasks, mean regret %+.4f ± %.4f (tasks as a sample); mean of its positive part %.4f; "+
		"above %.2f beyond their interval: %d; a rate off by 2 either way costs at most a point on %d; "+
		"with a pass that diverged (0.1 below the untuned net), the rate off by up to 10: %d.\n", which, len(all), m.mean, m.half, p.mean, limit, above, within, diverged)
}

// byVariant prints the mean regret of each kind of task.
func byVariant(w io.Writer, all []result) {
	fmt.Fprintf(w, "\n| variant | tasks | mean regret | worst |\n|---|---|---|---|\n")
	for _, v := range kinds {
		var some []float64
		worst := 0.0
		for i := range all {
			if g := all[i].regret().mean; all[i].Variant == v {
				if len(some) == 0 || g > worst {
					worst = g
				}
				some = append(some, g)
			}
		}
		if len(some) > 0 {
			m := intervalOf(some)
			fmt.Fprintf(w, "| %s | %d | %+.4f ± %.4f | %+.3f |\n", v, len(some), m.mean, m.half, worst)
		}
	}
}
