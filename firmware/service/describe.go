package service

import (
	"fmt"
	"path/filepath"
	"slices"

	"edgetune/firmware/rehearsal"
	"edgetune/firmware/telemetry"
	"edgetune/sensors"
)

// describe writes on the board what does not change.
func (s *Service) describe(info sensors.Info) {
	channels := slices.Clone(either(info.Channels, s.bundle.Channels))
	for i := len(channels); i < info.Layout.Channels; i++ {
		channels = append(channels, fmt.Sprint("channel ", i))
	}
	s.classes = slices.Clone(s.bundle.Classes)
	for i := len(s.classes); i < s.outputs; i++ {
		s.classes = append(s.classes, fmt.Sprint("class ", i))
	}
	s.board.change(func(st *telemetry.State) {
		st.Version, st.Model = s.version, filepath.Base(s.config.Model.File)
		st.Classes, st.Channels, st.Units = s.classes, channels, either(info.Units, s.bundle.Units)
		st.Rate = info.Layout.Rate
	})
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
func (s *Service) remember(l *rehearsal.Learner) {
	list := []telemetry.Memory{
		{Name: "net that learns", Bytes: l.Model.Size()},
		{Name: "net that serves", Bytes: l.Live.Size()},
		{Name: "net that answers", Bytes: s.serving.model.Size()},
		{Name: "average of the weights", Bytes: l.Average.Size()},
		{Name: "windows of the source", Bytes: l.Source.Size()},
		{Name: "windows of the stream", Bytes: l.Stream.Size()},
	}
	if l.Gate != nil {
		list = append(list, telemetry.Memory{Name: "gate", Bytes: l.Gate.Size()})
	}
	list = append(list,
		telemetry.Memory{Name: "windows that wait for a label", Bytes: s.moments.size()},
		telemetry.Memory{Name: "movement of the layers", Bytes: s.layers.size()},
	)
	s.board.change(func(st *telemetry.State) { st.Memory = list })
}
