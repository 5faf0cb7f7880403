package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// tuned is the result line of `edgetune tune --json`.
type tuned struct {
	Kernels   string   `json:"kernels"`
	SHA       string   `json:"weights_sha256"`
	LossFirst *float64 `json:"loss_first"`
	LossLast  *float64 `json:"loss_last"`
}

// readTuned finds the result among the lines.
func readTuned(out []byte) (tuned, error) {
	for line := range bytes.Lines(out) {
		var l struct {
			Event string `json:"event"`
			tuned
		}
		if err := json.Unmarshal(line, &l); err != nil {
			return tuned{}, fmt.Errorf("not JSON: %w: %s", err, line)
		}
		if l.Event == "result" {
			return l.tuned, nil
		}
	}
	return tuned{}, errors.New("no result line")
}

// check compares with the set that had to be chosen and the hash of the definition.
// A run that learned nothing proves nothing, so its loss must be a number (JSON has
// no others) and fall.
func (t tuned) check(kernels, sha string) error {
	switch {
	case t.Kernels != kernels:
		return fmt.Errorf("the %q kernels ran, not %q", t.Kernels, kernels)
	case sha == "":
		return errors.New("no hash of the generic set to compare with")
	case t.SHA != sha:
		return fmt.Errorf("weights_sha256 is %s, the generic set's is %s", t.SHA, sha)
	case t.LossFirst == nil || t.LossLast == nil:
		return errors.New("no loss_first and loss_last")
	case *t.LossLast >= *t.LossFirst:
		return fmt.Errorf("the loss does not fall: %g at first, %g at last", *t.LossFirst, *t.LossLast)
	}
	return nil
}
