//go:build !linux

package doctor

import "errors"

func space(string) (Space, error) { return Space{}, errors.New("doctor: space: known on Linux only") }
