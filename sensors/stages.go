package sensors

import (
	"fmt"
	"strings"
)

// stage is one built step. Both its windows are planar [channel × height × step].
type stage interface {
	// layout returns the layout of the result.
	layout() Layout
	// apply reads src with its first length steps valid, fills dst, and returns how
	// many steps of dst are valid.
	apply(dst, src []float32, length int) int
}

// stageKinds lists the steps that a Spec may name: to add one, write its file and a
// line here.
func stageKinds() []stageKind {
	return []stageKind{
		{"raw", newRaw},
		{"resample", newResample},
		{"scale", newScale},
		{"signlog", newSignLog},
		{"stats", newStats},
		{"bands", newBands},
		{"logmel", newLogMel},
		{"envelope", newEnvelope},
		{"trend", newTrend},
		{"magnitude", newMagnitude},
		{"imu", newIMU},
		{"segments", newSegments},
		{"concat", newConcat},
	}
}

// stageKind names a step and builds it for windows of layout in.
type stageKind struct {
	name  string
	build func(step Step, in Layout) (stage, error)
}

// StepKinds returns the names of all steps.
func StepKinds() []string {
	var names []string
	for _, k := range stageKinds() {
		names = append(names, k.name)
	}
	return names
}

// newStage builds one step.
func newStage(step Step, in Layout) (stage, error) {
	for _, k := range stageKinds() {
		if k.name != step.Kind {
			continue
		}
		s, err := k.build(step, in)
		if err != nil {
			return nil, err
		}
		return s, s.layout().Check()
	}
	return nil, fmt.Errorf("unknown kind %q; use one of %s", step.Kind, strings.Join(StepKinds(), ", "))
}

// needTime refuses images for a step that works along time.
func needTime(in Layout) error {
	if in.Height > 1 {
		return fmt.Errorf("needs one time axis, got an image of %d x %d; leave this step out", in.Height, in.Steps)
	}
	return nil
}
