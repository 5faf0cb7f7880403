package deploy

import (
	"fmt"
	"io"
	"path/filepath"

	"edgetune/internal/signature"
)

// Model is a model file for the service, and its signature.
type Model struct {
	data, sig []byte
	claim     signature.Claim
	key       *signature.Key
}

// maxModel is the largest model file that is taken to a board.
const maxModel = 256 << 20

// OpenModel reads a model file. With a key it must be signed; the signature goes to the
// board too, where it says which version is there.
func OpenModel(path string, key *signature.Key) (*Model, error) {
	data, claim, err := readSigned(path, maxModel, key, signature.Model)
	if err != nil {
		return nil, fmt.Errorf("deploy: model: %w", err)
	}
	m := &Model{data: data, claim: claim, key: key}
	if key != nil {
		if m.sig, _, err = readSigned(filepath.Clean(path)+signature.Suffix, maxModel, nil, ""); err != nil {
			return nil, fmt.Errorf("deploy: model: %w", err)
		}
	}
	return m, nil
}

// permitModel refuses to replace a signed model by an older one.
func (j *job) permitModel() error {
	path := j.Layout.model()
	if j.Model == nil || j.Model.key == nil || j.board.Files[path+signature.Suffix] == "" {
		return nil
	}
	have, err := j.modelThere(path)
	if err != nil {
		return fmt.Errorf("deploy: the model on %s: %w; --allow-downgrade replaces it", j.host, err)
	}
	return signature.CheckUpgrade(have.Version, j.Model.claim.Version)
}

// modelThere reads the claim of the model on the board. It is believed only if it is
// signed with the same key.
func (j *job) modelThere(path string) (signature.Claim, error) {
	if err := j.openFiles(); err != nil {
		return signature.Claim{}, err
	}
	var parts [2][]byte
	for i, name := range []string{path, path + signature.Suffix} {
		f, err := j.sftp.Open(name)
		if err != nil {
			return signature.Claim{}, err
		}
		parts[i], err = io.ReadAll(io.LimitReader(f, maxModel))
		f.Close()
		if err != nil {
			return signature.Claim{}, err
		}
	}
	return signature.Verify(*j.Model.key, parts[0], parts[1], signature.Model)
}
