package service

import (
	"fmt"
	"path/filepath"
	"slices"

	"edgetune/firmware"
	"edgetune/firmware/telemetry"
	"edgetune/sensors"
)

// describe writes on the board what does not change.
func (s *Service) describe(info sensors.Info) {
	channels := slices.Clone(either(info.Channels, s.bundle.Channels))
	for i := len(channels); i < info.Layout.Channels; i++ {
		channels = append(channels, fmt.Sprint("channel ", i))
	}
	s.board.change(func(st *telemetry.State) {
		st.Version, st.Model = s.version, filepath.Base(s.config.Model.File)
		st.Channels, st.Units = channels, either(info.Units, s.bundle.Units)
		st.Rate, st.Targets = info.Layout.Rate, s.targets.show()
		s.names.show(st)
	})
}

// namesOf are those of the classes of the model file.
func (p *plan) namesOf() []string {
	if len(p.bundle.Targets) > 0 {
		return []string{}
	}
	names := slices.Clone(p.bundle.Classes)
	for i := len(names); i < max(p.live.Outputs(), 2); i++ {
		names = append(names, fmt.Sprint("class ", i))
	}
	return names
}

// either is the first list that holds something; an empty one is written as [].
func either(a, b []string) []string {
	switch {
	case len(a) > 0:
		return a
	case len(b) > 0:
		return b
	}
	return []string{}
}

// remember writes on the board what the memory is used for.
func (s *Service) remember(l *firmware.Rehearser) {
	list := memoryOf(l, s.serving, s.moments, s.layers, s.room)
	s.board.change(func(st *telemetry.State) { st.Memory = list })
}
