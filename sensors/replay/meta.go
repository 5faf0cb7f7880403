package replay

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// maxMeta bounds the bytes of meta.json.
const maxMeta = 1 << 20

// Meta is what meta.json says; keys that are not here are for people.
type Meta struct {
	Format   int      `json:"format"`   // 1
	Task     string   `json:"task"`     // classification, regression or anomaly
	Metric   string   `json:"metric"`   // accuracy, balanced_accuracy, rmse or auc
	Axes     []string `json:"axes"`     // names of the axes of X, "row" first
	Channels []string `json:"channels"` // names; empty when unknown
	Units    []string `json:"units"`    // by channel; empty when unknown
	Classes  []string `json:"classes"`  // names; empty when unknown
	Targets  []string `json:"targets"`  // names of the columns of y in a regression
	// TargetUnits are the units of those; empty when unknown.
	TargetUnits []string `json:"target_units"`
	Scale       Scale    `json:"scale"`   // value = X · scale
	Length      string   `json:"length"`  // name of the array of valid steps of each row
	Runs        []string `json:"runs"`    // names of arrays whose change starts a new recording
	Rate        float64  `json:"rate_hz"` // steps (or rows without time) per second, 0 when unknown
}

// Scale is a number for each channel (or one for all), or the name of an array
// [row × channel]; neither means 1.
type Scale struct {
	List  []float64
	Array string
}

// UnmarshalJSON reads a list or a name.
func (s *Scale) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		return nil
	}
	if json.Unmarshal(text, &s.Array) == nil || json.Unmarshal(text, &s.List) == nil {
		return nil
	}
	return errors.New("scale is neither a list of numbers nor the name of an array")
}

// readMeta reads and checks meta.json.
func readMeta(r io.Reader) (Meta, error) {
	var m Meta
	text, err := io.ReadAll(io.LimitReader(r, maxMeta+1))
	if err != nil {
		return m, err
	}
	if len(text) > maxMeta {
		return m, fmt.Errorf("longer than %d bytes; keep only what describes the data", maxMeta)
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, fmt.Errorf("%w; write it as docs/own-data.md says", err)
	}
	return m, m.check()
}

func (m Meta) check() error {
	if m.Format != 1 {
		return fmt.Errorf("format %d, want 1; write \"format\": 1", m.Format)
	}
	if err := oneOf("task", m.Task, "classification", "regression", "anomaly"); err != nil {
		return err
	}
	if err := oneOf("metric", m.Metric, "accuracy", "balanced_accuracy", "rmse", "auc"); err != nil {
		return err
	}
	if (m.Task == "regression") != (m.Metric == "rmse") {
		return fmt.Errorf("metric %s does not fit task %s; rmse belongs to regression", m.Metric, m.Task)
	}
	if !(m.Rate >= 0 && m.Rate <= math.MaxFloat32) {
		return fmt.Errorf("rate_hz %g: give samples per second, or leave it out", m.Rate)
	}
	for i, s := range m.Scale.List {
		if !(math.Abs(s) <= math.MaxFloat32) || float32(s) == 0 {
			return fmt.Errorf("scale[%d] is %g; give a factor that is not 0", i, s)
		}
	}
	if m.Task == "regression" && len(m.Classes) > 0 {
		return errors.New("a regression has no classes; leave the list out or change the task")
	}
	return nil
}

func oneOf(key, value string, allowed ...string) error {
	if !slices.Contains(allowed, value) {
		return fmt.Errorf("%s %q: use one of %s", key, value, strings.Join(allowed, ", "))
	}
	return nil
}
