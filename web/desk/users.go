package desk

import (
	"net/http"
	"strings"

	"dateline/news"
	"dateline/newsroom"
	"dateline/web/frame"
)

// A userListView is the list of users and the form that adds one.
type userListView struct {
	Find        string
	Name, Email string
	Role        news.Role
	Roles       []news.Role
	Problem     string
	Users       []news.User
}

// userRoles are the roles, the least first.
var userRoles = []news.Role{news.Reader, news.Reporter, news.Editor, news.Administrator}

func (s *Desk) userList(w http.ResponseWriter, r *http.Request, _ news.User) error {
	return s.showUsers(w, r, http.StatusOK, userListView{Role: news.Reporter})
}

func (s *Desk) showUsers(w http.ResponseWriter, r *http.Request, status int, v userListView) error {
	v.Find, v.Roles = strings.TrimSpace(r.URL.Query().Get("q")), userRoles
	users, err := s.Store.Users(r.Context())
	if err != nil {
		return err
	}
	for _, u := range users {
		if v.Find == "" || strings.Contains(strings.ToLower(u.Name+" "+u.Email), strings.ToLower(v.Find)) {
			v.Users = append(v.Users, u)
		}
	}
	return s.DeskPage(w, r, status, "users", "users", "Users", v)
}

func (s *Desk) addUser(w http.ResponseWriter, r *http.Request, u news.User) error {
	v := userListView{Name: strings.TrimSpace(r.PostFormValue("name")), Email: strings.TrimSpace(r.PostFormValue("email")), Role: news.Role(r.PostFormValue("role"))}
	added, err := s.Room.AddUser(r.Context(), u, v.Name, v.Email, v.Role, r.PostFormValue("password"))
	if err != nil {
		return s.usersAgain(w, r, v, err)
	}
	s.Flash(r, added.Name+" can sign in as "+string(added.Role)+" now. Tell them the password by another way than e-mail.")
	return frame.SeeOther(w, r, "/desk/users")
}

func (s *Desk) changeUser(w http.ResponseWriter, r *http.Request, u news.User) error {
	user, err := s.Store.User(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	user.Role, user.State = news.Role(r.PostFormValue("role")), news.UserActive
	if r.PostFormValue("blocked") != "" {
		user.State = news.UserBlocked
	}
	if name := strings.TrimSpace(r.PostFormValue("name")); name != "" {
		user.Name = name
	}
	if err := s.Room.ChangeUser(r.Context(), u, user); err != nil {
		return s.usersAgain(w, r, userListView{Role: news.Reporter}, err)
	}
	s.Flash(r, user.Name+" is "+string(user.Role)+", "+string(user.State)+".")
	return frame.SeeOther(w, r, "/desk/users")
}

// setPassword gives a user a new password, who has lost theirs or should not
// have it any more.
func (s *Desk) setPassword(w http.ResponseWriter, r *http.Request, u news.User) error {
	user, err := s.Store.User(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if user.ID == u.ID {
		return frame.SeeOther(w, r, "/desk/password") // which asks for the old one: a desk left open is not a way in
	}
	if err := s.Room.SetPassword(r.Context(), u, user.ID, r.PostFormValue("password")); err != nil {
		return s.usersAgain(w, r, userListView{Role: news.Reporter}, err)
	}
	s.Flash(r, user.Name+" has a new password and is signed out everywhere. Tell them the password by another way than e-mail.")
	return frame.SeeOther(w, r, "/desk/users")
}

// A passwordView is the form in which users change their own password.
type passwordView struct{ Problem string }

func (s *Desk) passwordForm(w http.ResponseWriter, r *http.Request, _ news.User) error {
	return s.DeskPage(w, r, http.StatusOK, "password", "password", "Your account", passwordView{})
}

// keepMails keeps what a user wants to be told by e-mail.
func (s *Desk) keepMails(w http.ResponseWriter, r *http.Request, u news.User) error {
	if err := s.Room.MailChanges(r.Context(), u, r.PostFormValue("changes") != ""); err != nil {
		return err
	}
	s.Flash(r, "Kept.")
	return frame.SeeOther(w, r, "/desk/password")
}

func (s *Desk) changePassword(w http.ResponseWriter, r *http.Request, u news.User) error {
	err := s.newPassword(r, u)
	if err != nil {
		said, status, err := frame.Refusal(err)
		if err != nil {
			return err
		}
		return s.DeskPage(w, r, status, "password", "password", "Your account", passwordView{said})
	}
	s.Flash(r, "Your password is changed. You stay signed in here and are signed out everywhere else.")
	return frame.SeeOther(w, r, "/desk")
}

// newPassword changes a user's own password. The session in which they do it goes
// on, under a new token.
func (s *Desk) newPassword(r *http.Request, u news.User) error {
	password := r.PostFormValue("password")
	if password != r.PostFormValue("again") {
		return &newsroom.Refusal{Sentence: "The two new passwords differ; type them again."}
	}
	err := s.guardedAgain(r, func() error {
		return s.Room.ChangePassword(r.Context(), u, frame.MemberOf(r).SignIn.ID, r.PostFormValue("old"), password)
	})
	if err != nil {
		return err
	}
	return s.Sessions.RenewToken(r.Context())
}

func (s *Desk) usersAgain(w http.ResponseWriter, r *http.Request, v userListView, err error) error {
	said, status, err := frame.Refusal(err)
	if err != nil {
		return err
	}
	v.Problem = said
	return s.showUsers(w, r, status, v)
}
