package service

import (
	"context"
	"fmt"
	"time"

	"periph.io/x/conn/v3/gpio"

	"edgetune/firmware/telemetry"
	"edgetune/sensors/bus"
)

// Times of a button: how often to look whether the service ends, and how long a contact
// bounces.
const (
	glance = 250 * time.Millisecond
	bounce = 300 * time.Millisecond
)

// pressed listens to the buttons until ctx is done.
func (s *Service) pressed(ctx context.Context) error {
	parts := &group{cancel: func() {}}
	for _, b := range s.config.Buttons {
		if err := s.checkButton(b); err != nil {
			return fmt.Errorf("firmware/service: button %s: %w", b.Line, err)
		}
		pin, err := bus.OpenPin(b.Line)
		if err != nil {
			return err
		}
		if err := pin.In(gpio.PullUp, gpio.FallingEdge); err != nil {
			return fmt.Errorf("firmware/service: button %s: %w", b.Line, err)
		}
		parts.start(func() error { s.listenTo(ctx, pin, b); return pin.Halt() })
	}
	return parts.wait()
}

// checkButton refuses a label that could never be given.
func (s *Service) checkButton(b Button) error {
	var e labelled
	err := e.read(s.targets, &telemetry.Label{Class: b.Class})
	if err == nil {
		err = s.admit(&e)
	}
	if err == nil {
		s.names.settle(e.class)
	}
	return err
}

// edges is what a button needs of a line.
type edges interface {
	WaitForEdge(time.Duration) bool
}

// listenTo labels the newest window each time a button is pressed, which pulls its line
// to ground.
func (s *Service) listenTo(ctx context.Context, pin edges, b Button) {
	var last time.Time
	for ctx.Err() == nil {
		if !pin.WaitForEdge(glance) || s.now().Sub(last) < bounce {
			continue
		}
		last = s.now()
		if _, err := s.give(telemetry.Label{Class: b.Class}, nil); err != nil {
			s.log.Warn("label from a button refused", "button", b.Line, "err", err)
		}
	}
}
