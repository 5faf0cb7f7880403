package service

import (
	"errors"
	"fmt"
	"os"
)

// CheckFiles reads what the configuration names beside the model, and changes nothing: the
// limits and the token; state.folder may be new. env is as [Load] takes it.
func (c *Config) CheckFiles(env []string) error {
	_, err := c.Token(env)
	all := []error{err, c.checkFolder()}
	if c.Trust.Limits != "" {
		_, err := c.readLimits()
		all = append(all, err)
	}
	return errors.Join(all...)
}

func (c *Config) checkFolder() error {
	info, err := os.Stat(c.State.Folder)
	if err != nil || info.IsDir() {
		return nil // it is made at the start
	}
	return fmt.Errorf("firmware/service: state.folder: %s is a file; name a folder", c.State.Folder)
}
