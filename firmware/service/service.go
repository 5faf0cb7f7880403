package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync/atomic"
	"time"

	"edgetune/firmware"
	"edgetune/firmware/bundle"
	"edgetune/firmware/store"
	"edgetune/firmware/telemetry"
	"edgetune/sensors"
	"edgetune/sensors/setup"
	"edgetune/sensors/trust"
)

// Options are what a service needs beside its configuration.
type Options struct {
	Config  Config
	Env     []string // as os.Environ gives it
	Version string
	Log     *slog.Logger
	Level   *slog.LevelVar // of Log; a reload changes it; may be nil
	// Reload reads the configuration again; nil: it never changes.
	Reload func() (Config, error)
	// Source opens the sensors; nil: those of Config.
	Source func(context.Context) (sensors.Source, error)
	// Disk holds generations and journal; nil: state.folder.
	Disk store.FS
	// Heat opens the thermometer of the processor; nil: the machine's own.
	Heat func() (sensors.Source, error)
	// Notify tells systemd; the zero value tells nobody.
	Notify Notifier
	// Listening is told the address of the HTTP interface; may be nil.
	Listening func(net.Addr)
	Now       func() time.Time // nil: time.Now
	Patience  time.Duration    // most that an answer to a label waits until that lasts; 0: 2 s
}

// Service is one learner with its sensors and its interfaces.
type Service struct {
	o       Options
	config  Config
	version string
	log     *slog.Logger
	now     func() time.Time
	token   atomic.Pointer[string]
	started int64 // ns since 1970

	bundle  *bundle.Bundle
	names   *classes
	targets targets // of a regression
	room    int     // bytes that a class more takes for a while
	board   *board
	live    *telemetry.Live
	moments *moments
	door    *door
	guard   *guard
	labels  []string // names of the classes of the source, where it has some
	feed    *firmware.Feeder
	serving *serving
	layers  *layers
	folder  *store.Folder
	disk    *meter
	learner *learner
	ration  *ration
	home    *home         // MQTT; nil: none
	heatMax atomic.Uint64 // bits of learn.max_temperature
}

// New opens the model, the sensors and the state folder, and learns again from the
// journal what a crash had left in it. Close ends what Run does not.
func New(ctx context.Context, o Options) (*Service, error) {
	s := &Service{o: o, config: o.Config, version: o.Version, log: o.Log, now: o.Now, board: newBoard(), live: &telemetry.Live{}}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.started = s.now().UnixNano()
	s.setHeat(s.config.Learn.MaxTemperature)
	token, err := s.config.Token(o.Env)
	if err != nil {
		return nil, err
	}
	s.token.Store(&token)
	if s.config.MQTT.Broker != "" {
		s.home = newHome(s.config.Device.Name, s.config.MQTT.Every)
	}
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Service) open(ctx context.Context) error {
	p, err := s.config.plan(s.now())
	if err != nil {
		return err
	}
	s.bundle, s.targets, s.names, s.room = p.bundle, p.bundle.Targets, p.names, p.room
	s.serving, s.layers, s.moments = p.serving, p.layers, p.moments
	p.tell(s.log, s.config.Model.File)
	p.learner.Tell = s.tell
	s.grows(p)
	if err := s.openSensors(ctx); err != nil {
		return err
	}
	return s.openState(p.learner, p.recipe.Settings(p.live).String())
}

// openSensors opens the way of a sample to its answer.
func (s *Service) openSensors(ctx context.Context) error {
	open := s.o.Source
	if open == nil {
		open = s.sensors
	}
	src, err := open(ctx)
	if err != nil {
		return err
	}
	s.door = &door{src: src, live: s.live, now: s.now}
	limits, err := s.limits(&s.config)
	if err != nil {
		return err
	}
	s.guard = &guard{src: s.framed(limits), refused: s.board.refused}
	if len(s.config.Sensors) == 1 {
		s.guard.sensor = s.config.Sensors[0].Label()
	}
	if err := s.guard.believe(limits); err != nil {
		return err
	}
	s.labels = src.Info().Classes
	if s.feed, err = firmware.NewFeeder(unnamed{s.guard}, s.bundle, unasked{s.serving.model}); err != nil {
		return err
	}
	s.describe(src.Info())
	return nil
}

// framed joins readings to windows where the limits are those of windows.
func (s *Service) framed(l *trust.Limits) sensors.Source {
	info := s.door.Info()
	if l == nil || l.Layout.Steps == 1 || info.Windowed() {
		return s.door
	}
	return newFrame(s.door, l.Layout.Steps, s.bundle.Hop)
}

// sensors opens those of the configuration. One that fails is opened again while the
// others are read on.
func (s *Service) sensors(ctx context.Context) (sensors.Source, error) {
	return setup.OpenAll(ctx, s.config.Sensors, setup.Together{Failed: func(sensor string, err error) {
		s.board.count(fmt.Sprintf("edgetune_sensor_failures_total{sensor=%q}", sensor), 1)
		s.log.Warn("sensor failed; opening it again", "sensor", sensor, "err", err)
	}})
}

// headroom is what the program itself needs beside the memory that was planned.
const headroom = 10 << 20

// MemoryLimit is what the whole program should keep to, in bytes, for
// debug.SetMemoryLimit: what was planned for learning, and some for the rest.
func (s *Service) MemoryLimit() int64 {
	n := int64(headroom) - int64(s.room) // a new class comes seldom, and its garbage goes at once
	for _, m := range s.board.picture().Memory {
		n += int64(m.Bytes)
	}
	return n
}

// Close releases what New opened.
func (s *Service) Close() error {
	var err error
	if s.door != nil {
		err = s.door.Close()
	}
	if s.guard != nil && s.guard.normal != nil {
		err = errors.Join(err, s.guard.normal.Close())
	}
	if s.folder != nil {
		err = errors.Join(err, s.folder.Close())
	}
	return err
}
