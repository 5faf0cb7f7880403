package service

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"edgetune/firmware/bundle"
	"edgetune/internal/signature"
)

// mostModel bounds a model file that is signed, which is read as a whole.
const mostModel = 256 << 20

// OpenModel opens the model file. With model.key, nothing of it is interpreted before
// the signature beside it, FILE.minisig, was found good, and version is what the signer
// calls it; what is opened then are the very bytes that were checked, from a copy of
// this process alone, so that no other file comes in between. Close the file.
//
// An autoencoder is refused: it answers nothing.
func (c *Config) OpenModel() (f *bundle.File, version string, err error) {
	if f, version, err = c.openModel(); err != nil {
		return nil, "", err
	}
	if f.Bundle.Rebuilds() {
		err = hinted{
			fmt.Errorf("firmware/service: %s is an autoencoder; run serves nets that tell classes apart or give values", c.Model.File),
			"\"edgetune eval --anomaly --model\" scores a recording with it; the service scores what is unusual with any net",
		}
		return nil, "", errors.Join(err, f.Close())
	}
	return f, version, nil
}

func (c *Config) openModel() (f *bundle.File, version string, err error) {
	if c.Model.Key == "" {
		f, err = bundle.Open(c.Model.File)
		return f, "", err
	}
	key, err := signature.ParseKey(c.Model.Key)
	if err != nil {
		return nil, "", fmt.Errorf("firmware/service: model.key: %w", err)
	}
	data, claim, err := signature.ReadFile(c.Model.File, mostModel, key, signature.Model)
	if err != nil {
		return nil, "", fmt.Errorf("firmware/service: model.file is not what the holder of model.key signed: %w", err)
	}
	if f, err = openCopy(data); err != nil {
		return nil, "", fmt.Errorf("firmware/service: model.file: %s: %w", c.Model.File, err)
	}
	return f, claim.Version, nil
}

// openCopy opens a model file of these bytes. The copy has no name once it is open, and
// goes when it is closed.
func openCopy(data []byte) (*bundle.File, error) {
	f, err := os.CreateTemp("", "edgetune-model-") // for this user alone
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	return bundle.Open(f.Name())
}

// checkKey wants the one line of a key.
func checkKey(key string) error {
	if key == "" {
		return nil
	}
	if strings.ContainsAny(key, " \t\r\n") {
		return errors.New("write the second line of the file that minisign -G makes, alone")
	}
	_, err := signature.ParseKey(key)
	return err
}
