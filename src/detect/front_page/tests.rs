use super::*;
use crate::model::{Command, Framework};

#[track_caller]
fn check(framework: &str, files: &[(&str, &str)], expected: Option<&str>) {
    let tree = ProjectTree::in_memory(files.iter().copied());
    let command = Command::of(&["gunicorn", "app:app"]).unwrap();
    let file = if framework == "django" { "shop/wsgi.py" } else { "app.py" };
    let plain = crate::detect::start::program("script", RelPath::parse(file).ok(), command);
    let start = Start { framework: Framework(framework.to_owned()), ..plain };
    let project = reached::project(&tree, &start, None);
    let found = reads_database(&tree, &project, &start).map(|(at, _)| at.to_string());
    assert_eq!(found.as_deref(), expected, "{files:?}");
}

#[test]
fn a_page_is_followed_to_what_it_calls() {
    let page = |body: &str| format!("from flask import Flask\napp = Flask(__name__)\n{body}\n");
    for (body, expected) in [
        ("@app.route('/')\ndef home():\n    return 'x'", None),
        ("@app.route('/')\ndef home():\n    return str(Book.query.all())", Some("app.py:5")),
        ("@app.route('/')\ndef home():\n    return request.query.get('x')", None),
        ("@app.get('/')\ndef home():\n    return books()\ndef books():\n    return db.session.execute(x)", Some("app.py:7")),
        ("@app.route('/books')\ndef home():\n    return str(Book.query.all())", None),
        ("@app.before_request\ndef count():\n    get_db()", Some("app.py:5")),
        ("bp = Blueprint('a', __name__, url_prefix='/a')\n@bp.route('/')\ndef a():\n    return Book.query.all()", None),
        (
            "bp = Blueprint('a', __name__)\napp.register_blueprint(bp)\n@bp.route('/')\ndef a():\n    return Book.query.all()",
            Some("app.py:7"),
        ),
        (
            "bp = Blueprint('a', __name__)\napp.register_blueprint(bp, url_prefix='/a')\n@bp.route('/')\ndef a():\n    return Book.query.all()",
            None,
        ),
    ] {
        check("flask", &[("app.py", &page(body))], expected);
    }
}

#[test]
fn django_finds_the_view_of_the_empty_path() {
    let settings = "ROOT_URLCONF = 'shop.urls'\nMIDDLEWARE = ['django.middleware.common.CommonMiddleware']\n";
    let manage = "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n";
    let views = "from django.views.generic import ListView, TemplateView\nclass Home(TemplateView):\n    pass\nclass Books(ListView):\n    model = Book\nclass Own(Home):\n    def get(self, request):\n        return Book.objects.all()\ndef books(request):\n    return Book.objects.all()\ndef about(request):\n    return render(request, 'about.html')\n";
    let within = |urls: &str, expected: Option<&str>| {
        let urls = format!("from django.urls import include, path, re_path\nfrom shop import views\n{urls}\n");
        check(
            "django",
            &[
                ("manage.py", manage),
                ("shop/__init__.py", ""),
                ("shop/wsgi.py", ""),
                ("shop/settings.py", settings),
                ("shop/urls.py", &urls),
                ("shop/views.py", views),
                ("shop/more.py", "from django.urls import path\nfrom . import views\nurlpatterns = [path('', views.books)]\n"),
            ],
            expected,
        );
    };
    for (urls, expected) in [
        ("urlpatterns = [path('', views.Home.as_view())]", None),
        ("urlpatterns = [path('', views.Books.as_view())]", Some("shop/views.py:4")),
        ("urlpatterns = [path('', views.Own.as_view())]", Some("shop/views.py:8")),
        ("urlpatterns = [path('', views.books)]", Some("shop/views.py:10")),
        ("urlpatterns = [re_path(r'^$', login_required(views.books))]", Some("shop/views.py:10")),
        ("urlpatterns = [path('', views.about), path('', views.books)]", None),
        ("urlpatterns = [path('books/', views.books)]", None),
        ("urlpatterns = [path('books/', include('shop.more'))]", None),
        (
            "urlpatterns = [path('admin/', admin.site.urls)]\nurlpatterns += [path('', include('shop.more'))]",
            Some("shop/views.py:10"),
        ),
        ("urlpatterns = i18n_patterns(path('', include(('shop.more', 'shop'))))", Some("shop/views.py:10")),
    ] {
        within(urls, expected);
    }
}
