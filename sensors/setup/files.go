package setup

import (
	"fmt"

	"edgetune/sensors"
	"edgetune/sensors/files"
	"edgetune/sensors/host"
	"edgetune/sensors/iio"
	"edgetune/sensors/replay"
	"edgetune/sensors/synth"
)

func openIIO(m Machine, s Setting) (sensors.Source, error) {
	v := newValues(s)
	c := iio.Conf{
		Root: m.Root, Device: v.text("device"), Channels: some(s.Channels), Rate: s.Rate,
		Buffered: v.flag("buffered"), Trigger: v.text("trigger"), Length: v.whole("length", 1<<20),
	}
	if v.err != nil {
		return nil, v.err
	}
	return iio.Open(c)
}

func openHost(m Machine, s Setting) (sensors.Source, error) {
	src, err := host.Open(host.Conf{Root: m.Root, Channels: some(s.Channels), Rate: s.Rate})
	if err != nil {
		return nil, err
	}
	return src, nil
}

// some is nil for an empty list, which takes every channel.
func some(list []string) []string {
	if len(list) == 0 {
		return nil
	}
	return list
}

func openFile(_ Machine, s Setting) (sensors.Source, error) {
	v := newValues(s)
	o := files.Options{Format: s.Driver, Channels: some(s.Channels), Units: v.list("units"), Rate: s.Rate}
	if s.Driver == "csv" || s.Driver == "jsonl" {
		o.Time, o.TimeUnit, o.Classes = v.text("time"), v.one("time_unit", "s", "ms", "us", "ns"), v.list("classes")
		o.Label, o.Run = s.Options["label"], s.Options["run"]
		o.Comma, o.SkipMissing = v.letter("comma"), v.flag("skip_missing")
	}
	if v.err != nil {
		return nil, v.err
	}
	src, err := files.Open(s.Path, o)
	if err != nil || v.text("speed") == "" {
		return src, err
	}
	return v.pace(src)
}

func openReplay(_ Machine, s Setting) (sensors.Source, error) {
	v := newValues(s)
	o := replay.Options{SkipMissing: v.flag("skip_missing")}
	split, err := replay.ParseSplit(v.text("split"))
	if err != nil {
		return nil, err
	}
	if v.err != nil {
		return nil, v.err
	}
	f, err := replay.Open(s.Path, o)
	if err != nil {
		return nil, err
	}
	if len(f.Rows(split)) == 0 {
		return nil, fmt.Errorf("%s has no rows in %s; choose another split", s.Path, split)
	}
	return v.paced(choose(f.Source(split), s.Channels))
}

func openSynth(_ Machine, s Setting) (sensors.Source, error) {
	v := newValues(s)
	kind := v.one("machine", "factory", "field")
	seed, episodes := uint32(v.whole("seed", 1<<31-1)), v.whole("episodes", 1<<24)
	if v.err != nil {
		return nil, v.err
	}
	config := synth.Factory(seed, episodes)
	if kind == "field" {
		config = synth.Field(seed, episodes)
	}
	src, err := synth.New(config)
	if err != nil {
		return nil, err
	}
	return v.paced(choose(src, s.Channels))
}
