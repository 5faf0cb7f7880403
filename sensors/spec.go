package sensors

import (
	"fmt"
	"strings"
)

// Spec is a chain of steps, applied in order to a window. It is plain data, made to
// be written as JSON into a model file. The empty chain gives the window itself.
type Spec []Step

// Step is one step of a [Spec]: a kind from the list in stages.go and the
// parameters that this kind reads; the others stay zero.
type Step struct {
	Kind     string    `json:"kind"`
	Length   int       `json:"length,omitempty"`   // resample: steps of the result; envelope: steps that become one
	Stats    []string  `json:"stats,omitempty"`    // stats: names from the list in stats.go
	Size     int       `json:"size,omitempty"`     // bands, logmel: length of the Fourier transform
	Hop      int       `json:"hop,omitempty"`      // logmel: steps from frame to frame
	Bands    int       `json:"bands,omitempty"`    // bands, logmel: number of bands
	Lo       float64   `json:"lo_hz,omitempty"`    // logmel, envelope: lowest frequency
	Hi       float64   `json:"hi_hz,omitempty"`    // logmel, envelope: highest frequency
	Eps      float64   `json:"eps,omitempty"`      // stats, bands, logmel, imu: added before a logarithm; 0 takes the default
	Factors  []float32 `json:"factors,omitempty"`  // scale: one for each channel
	Segments int       `json:"segments,omitempty"` // segments: number of parts
	Of       []Spec    `json:"of,omitempty"`       // segments: the one chain for each part; concat: the chains
}

// String returns the chain in a short readable form:
// "resample(32) stats(mean,std)".
func (s Spec) String() string {
	if len(s) == 0 {
		return "raw"
	}
	parts := make([]string, len(s))
	for i, step := range s {
		parts[i] = step.String()
	}
	return strings.Join(parts, " ")
}

// String returns the step in a short readable form.
func (s Step) String() string {
	var args []string
	for _, n := range []int{s.Length, s.Size, s.Hop, s.Bands, s.Segments} {
		if n != 0 {
			args = append(args, fmt.Sprint(n))
		}
	}
	if s.Lo != 0 || s.Hi != 0 {
		args = append(args, fmt.Sprintf("%g-%g Hz", s.Lo, s.Hi))
	}
	args = append(args, s.Stats...)
	for _, sub := range s.Of {
		args = append(args, sub.String())
	}
	if len(args) == 0 {
		return s.Kind
	}
	return s.Kind + "(" + strings.Join(args, ", ") + ")"
}
