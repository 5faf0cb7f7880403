package telemetry

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// Service is what a server shows, and whom it asks. Any goroutine may call it; nothing
// blocks for more than a few seconds.
type Service interface {
	State() State
	Health() Health
	// Label accepts a label; durable says that it outlasts a power cut from now on.
	Label(context.Context, Label) (durable bool, err error)
	Rollback(ctx context.Context, to uint64) (uint64, error) // 0: to the generation before the newest
	Pause(on bool)
}

// State is the learner at one moment, as the page shows it.
type State struct {
	Time        string       `json:"time"` // RFC 3339, as all times
	Version     string       `json:"version"`
	Model       string       `json:"model"`
	Classes     []string     `json:"classes"`
	Coming      []Coming     `json:"coming,omitempty"`  // classes that it is about to know
	Places      int          `json:"new_classes"`       // that may be opened beside those
	Targets     []Target     `json:"targets,omitempty"` // of a net that gives values, in place of classes
	Channels    []string     `json:"channels"`
	Units       []string     `json:"units"`
	Rate        float64      `json:"rate_hz"` // 0: unknown
	Prediction  *Prediction  `json:"prediction"`
	Anomaly     *Anomaly     `json:"anomaly"`
	Loss        *float64     `json:"loss"`             // of the last round; null before the first
	Accuracy    *float64     `json:"accuracy"`         // of the last 128 labelled windows, before they were learned from
	Errors      []float64    `json:"errors,omitempty"` // of those, root mean square, for each target in its unit
	Steps       int          `json:"steps"`
	Windows     int          `json:"windows"` // learned from
	Rates       []Rate       `json:"rates"`
	Drift       Drift        `json:"drift"`
	Memory      []Memory     `json:"memory"`
	Generations []Generation `json:"generations"` // the newest first
	Quarantine  []Refusal    `json:"quarantine"`  // the newest first
	Recent      []Recent     `json:"recent"`      // the newest first
	Paused      bool         `json:"paused"`

	Counters []Counter `json:"-"` // for /metrics
	Gauges   []Counter `json:"-"`
}

// Coming is a class that the net is to know once enough windows of it are labelled.
type Coming struct {
	Class   string `json:"class"`
	Windows int    `json:"windows"` // so far
	Of      int    `json:"of"`
}

// Target is a value that a net of a regression gives.
type Target struct {
	Name string `json:"name"`
	Unit string `json:"unit,omitempty"`
}

// Prediction is the answer to the newest window.
type Prediction struct {
	Window     uint64    `json:"window"`
	Class      int       `json:"class"`
	Name       string    `json:"name"`                 // of the class, or the values as text
	Confidence float64   `json:"confidence,omitempty"` // softmax of the logits, 0 to 1; of a class
	Values     []float64 `json:"values,omitempty"`     // one for each target
	Time       string    `json:"time"`                 // of the window's last sample
}

// Anomaly is how far the newest reading is from normal.
type Anomaly struct {
	Score float64 `json:"score"`
	Alarm bool    `json:"alarm"`
}

// Rate is how far a layer moved in the last round, relative to its length.
type Rate struct {
	Layer string  `json:"layer"`
	Rate  float64 `json:"rate"`
}

// Drift counts how often what serves became worse.
type Drift struct {
	Count int    `json:"count"`
	Last  string `json:"last,omitempty"`
}

// Memory is a piece of what learning needs.
type Memory struct {
	Name  string `json:"name"`
	Bytes int    `json:"bytes"`
}

// Generation is a state to go back to.
type Generation struct {
	Generation uint64 `json:"generation"`
	Time       string `json:"time"`
	What       string `json:"what"`
	Windows    int    `json:"windows"`
	Steps      int    `json:"steps"`
	Bytes      int    `json:"bytes"`
	Verdict    string `json:"verdict"`
}

// Refusal is a run of readings that were not believed, for one reason.
type Refusal struct {
	Time    string `json:"time"` // of the last one
	Sensor  string `json:"sensor"`
	Channel string `json:"channel"`
	Reason  string `json:"reason"`
	Count   int    `json:"count"`
}

// Recent is a window that may be labelled.
type Recent struct {
	Window     uint64    `json:"window"`
	Time       string    `json:"time"`
	Class      int       `json:"class"` // that was predicted
	Confidence float64   `json:"confidence,omitempty"`
	Values     []float64 `json:"values,omitempty"` // that were predicted, of a regression
	Label      string    `json:"label"`            // "": none yet
}

// Counter is a number of /metrics.
type Counter struct {
	Name  string // of a metric, labels included
	Value float64
}

// Health says whether the service does its work.
type Health struct {
	Version    string   `json:"version"`
	Generation uint64   `json:"generation"`
	Steps      int      `json:"steps"`
	Reasons    []string `json:"reasons,omitempty"` // why not; empty: it does
}

// Label says what a window was: a class, or a value for each target. Without Window and
// Time it is the newest one.
type Label struct {
	Window *uint64 `json:"window"`
	Time   string  `json:"time"` // RFC 3339, within the window
	Class  string  `json:"class"`
	Values Numbers `json:"values"`
}

// Numbers are numbers each of which is there: null, which JSON reads as 0, is an error.
type Numbers []float64

// UnmarshalJSON implements json.Unmarshaler.
func (n *Numbers) UnmarshalJSON(text []byte) error {
	var list []*float64
	if err := json.Unmarshal(text, &list); err != nil {
		return err
	}
	if list != nil {
		*n = Numbers{}
	}
	for i, v := range list {
		if v == nil {
			return fmt.Errorf("number %d is null", i+1)
		}
		*n = append(*n, *v)
	}
	return nil
}

// Reasons for which a Service refuses a wish.
var (
	ErrUnknownWindow = errors.New("no such window")
	ErrTooOld        = errors.New("the window is too old to be learned from")
	ErrLabelled      = errors.New("the window has another label already")
	ErrUnknownClass  = errors.New("no such class")
	ErrBadLabel      = errors.New("not a label")
	ErrBusy          = errors.New("too many labels are waiting; try again later")
	ErrNoGeneration  = errors.New("no such generation")
	ErrStopping      = errors.New("the service is stopping")
)
