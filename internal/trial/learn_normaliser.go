package trial

import (
	"context"
	"errors"
	"io"

	"edgetune/firmware/bundle"
	"edgetune/sensors"
)

// learnNormaliser measures mean and deviation of each feature over src.
func learnNormaliser(ctx context.Context, src sensors.Source, b *bundle.Bundle) (*sensors.Normaliser, error) {
	pipe, err := b.Pipeline(src)
	if err != nil {
		return nil, err
	}
	shape, err := shapeOf(b.Features, b.Input)
	if err != nil {
		return nil, err
	}
	row := make([]float32, pipe.Len())
	m := sensors.NewMoments(shape.Channels())
	for {
		if _, err := pipe.Next(ctx, row); errors.Is(err, io.EOF) {
			return m.Normaliser(), nil
		} else if err != nil {
			return nil, err
		}
		m.Add(row)
	}
}
