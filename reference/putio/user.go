package putio

import (
	wire "enginespec/codec/putio"
)

func (c *call) userInfo() (wire.Results, error) {
	st := c.a.view()
	u := wire.User{
		Name:               c.a.Name,
		FriendsCount:       wire.Count(len(c.a.friends())),
		BWQuota:            wire.Size(c.a.BandwidthQuota),
		BWQuotaAvailable:   wire.Size(c.a.bandwidthAvailable(st)),
		DiskQuota:          wire.Size(c.a.DiskQuota),
		DiskQuotaAvailable: wire.Size(c.a.diskAvailable(st)),
	}
	if st.Share != 0 {
		st.below(st.Share, func(it *item) {
			u.SharedItems++
			u.SharedSpace += wire.Count(it.Size)
		})
	}
	return &wire.Users{u}, nil
}

func (c *call) userFriends() (wire.Results, error) {
	list := wire.Friends{}
	for _, f := range c.a.friends() {
		list = append(list, wire.Friend{ID: f.ID, Name: f.Name, DirID: f.view().Share})
	}
	return &list, nil
}

func (c *call) userAcctoken() (wire.Results, error) {
	t, err := c.a.token()
	if err != nil {
		return nil, err
	}
	return &wire.Token{Token: t}, nil
}
