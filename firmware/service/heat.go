package service

import (
	"context"
	"errors"

	"edgetune/sensors"
	"edgetune/sensors/host"
)

// cooler is how far below its limit the processor must be before learning goes on.
const cooler = 5

// tooHot says whether to rest at a temperature, in degC, after resting or not.
func tooHot(t, limit float64, resting bool) bool {
	if limit == 0 {
		return false
	}
	if resting {
		return t > limit-cooler
	}
	return t > limit
}

// heatEvery is how often the temperature is looked at, in Hz.
const heatEvery = 0.2

// errNoHeat says that a board does not tell its temperature.
var errNoHeat = errors.New("firmware/service: this machine does not tell its temperature; learn.max_temperature has no effect")

// openHeat opens the thermometer of the processor.
func openHeat() (sensors.Source, error) {
	src, err := host.Open(host.Conf{Channels: []string{"temperature"}, Rate: heatEvery})
	if err != nil {
		return nil, errors.Join(errNoHeat, err)
	}
	return src, nil
}

// watchHeat tells about each temperature until ctx is done or the thermometer fails.
func watchHeat(ctx context.Context, src sensors.Source, tell func(t float64)) error {
	s := sensors.Sample{Values: make([]float32, src.Info().Layout.Len())}
	for {
		if err := src.Read(ctx, &s); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		tell(float64(s.Values[0]))
	}
}
