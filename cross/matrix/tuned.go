package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
)

// tuned is what `edgetune tune --json` printed.
type tuned struct {
	Kernels string `json:"kernels"`
	SHA     string `json:"weights_sha256"`
	losses  []float64
}

// readTuned reads the lines: progress with a loss each, and the result.
func readTuned(out []byte) (t tuned, err error) {
	done := false
	for line := range bytes.Lines(out) {
		var l struct {
			Event string
			Loss  *float64
		}
		if err := json.Unmarshal(line, &l); err != nil {
			return t, fmt.Errorf("not JSON: %w: %s", err, line)
		}
		if l.Loss != nil {
			t.losses = append(t.losses, *l.Loss)
		}
		if l.Event == "result" {
			done = true
			if err := json.Unmarshal(line, &t); err != nil {
				return t, err
			}
		}
	}
	if !done {
		return t, errors.New("no result line")
	}
	return t, nil
}

// check compares with the set that had to be chosen and the hash of the definition.
// A run that learned nothing proves nothing, so its loss must be finite and fall.
func (t tuned) check(kernels, sha string) error {
	n := len(t.losses) / 4
	switch {
	case t.Kernels != kernels:
		return fmt.Errorf("the %q kernels ran, not %q", t.Kernels, kernels)
	case sha == "":
		return errors.New("no hash of the generic set to compare with")
	case t.SHA != sha:
		return fmt.Errorf("weights_sha256 is %s, the generic set's is %s", t.SHA, sha)
	case n == 0:
		return fmt.Errorf("%d losses are too few to tell whether they fall", len(t.losses))
	}
	first, last := mean(t.losses[:n]), mean(t.losses[len(t.losses)-n:])
	if math.IsNaN(first+last) || math.IsInf(first+last, 0) || last >= first {
		return fmt.Errorf("the loss does not fall: %g in the first quarter, %g in the last", first, last)
	}
	return nil
}

func mean(x []float64) float64 {
	var sum float64
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}
