package rehearsal

import (
	"encoding/json"
	"fmt"

	"edgetune/nn"
	"edgetune/nn/codec/native"
	"edgetune/optim"
)

// Settings is what a state depends on, beside the stream: the text that a
// firmware.Keeper compares.
type Settings struct {
	Model     string        `json:"model"` // SHA-256 of its weights, before anything was learned
	Precision string        `json:"precision"`
	Seed      uint32        `json:"seed"`
	Freeze    int           `json:"freeze,omitempty"`
	Learn     string        `json:"learn,omitempty"` // a plan; empty: all
	Norm      string        `json:"norm,omitempty"`
	Replay    int           `json:"replay"`
	Work      int           `json:"work"`
	Steps     int           `json:"steps,omitempty"`
	Gate      bool          `json:"gate"`
	Rates     optim.Options `json:"rates"`
	Leash     float32       `json:"leash,omitempty"`
}

// Settings describes the recipe and the net that it starts from.
func (r Recipe) Settings(live nn.Net) Settings {
	learn := ""
	if r.Build.Learn != nil {
		learn = r.Build.Learn.String()
	}
	return Settings{
		native.Sum(live), r.Build.DType.String(), r.Build.Seed, r.Build.FrozenUpTo, learn, r.Norm,
		r.Replay, r.work(), r.Most, r.Gate, r.Rates, r.Leash,
	}
}

// String returns one line of JSON.
func (s Settings) String() string {
	b, err := json.Marshal(s)
	if err != nil { // only for a rate that is no number, which optim refuses
		return err.Error()
	}
	return string(b)
}

// Parse reads what String wrote.
func Parse(text string) (s Settings, err error) {
	if err = json.Unmarshal([]byte(text), &s); err != nil {
		return s, fmt.Errorf("firmware/rehearsal: settings of a state: %w", err)
	}
	if _, err = s.learn(); err != nil {
		err = fmt.Errorf("firmware/rehearsal: settings of a state: %w", err)
	}
	return s, err
}

func (s Settings) learn() (nn.Learning, error) {
	if s.Learn == "" {
		return nil, nil
	}
	return nn.ParseLearning(s.Learn)
}

// Recipe returns the recipe that s, which [Parse] has read, describes.
func (s Settings) Recipe() Recipe {
	d := nn.Half
	for _, other := range []nn.DType{nn.F32, nn.Int8, nn.Int16} {
		if s.Precision == other.String() {
			d = other
		}
	}
	learn, _ := s.learn() // Parse has checked it
	return Recipe{
		Replay: s.Replay, Work: s.Work, Most: s.Steps, Gate: s.Gate, Norm: s.Norm, Rates: s.Rates, Leash: s.Leash,
		Build: nn.Options{Seed: s.Seed, FrozenUpTo: s.Freeze, Learn: learn, DType: d},
	}
}
