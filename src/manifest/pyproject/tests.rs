use super::*;
use crate::model::{Dependency, ExtraName, GroupName};

#[track_caller]
fn read_with(text: &str, others: &[(&str, &str)]) -> (Pyproject, Vec<Note>) {
    let tree = ProjectTree::in_memory(others.iter().copied().chain([("pyproject.toml", text)]));
    let mut notes = Vec::new();
    let file = TomlFile::parse(&RelPath::parse("pyproject.toml").unwrap(), text).unwrap();
    (Pyproject::read(&tree, &file, &mut notes).unwrap(), notes)
}

fn read(text: &str) -> Pyproject {
    read_with(text, &[]).0
}

#[track_caller]
fn refused(text: &str) -> String {
    let file = TomlFile::parse(&RelPath::parse("pyproject.toml").unwrap(), text);
    file.and_then(|file| Pyproject::read(&ProjectTree::in_memory([]), &file, &mut Vec::new())).unwrap_err().to_string()
}

/// Name, versions, marker and line of each.
fn shown(dependencies: &[Dependency]) -> Vec<String> {
    let marker = |d: &Dependency| d.marker.try_to_string().map(|marker| format!(" ; {marker}")).unwrap_or_default();
    dependencies.iter().map(|d| format!("{}{}{} @{}", d.name, d.specifiers, marker(d), d.at.line.unwrap())).collect()
}

#[test]
fn standard_metadata_is_read_with_its_lines() {
    let found = read(
        "[project]\nname = \"Shop_Api\"\nversion = \"1\"\nrequires-python = \">=3.11\"\nreadme = { file = \"docs/README.md\" }\n\
         license = \"MIT\"\ndependencies = [\n  \"flask>=3\",\n  \"rich\",\n]\n[project.scripts]\nshop = \"shop.cli:main\"\n\
         [project.urls]\nRepository = \"https://x.org\"\n[dependency-groups]\nlint = [\"ruff\"]\ndev = [{ include-group = \"LINT\" }, \"pytest\"]\n\
         [build-system]\nrequires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n[tool.fastapi]\nentrypoint = \"shop.api:app\"\n",
    );
    assert_eq!(found.name.unwrap().0.as_ref(), "shop-api");
    assert_eq!(found.requires_python.unwrap().1.line, Some(4));
    assert_eq!(shown(&found.dependencies), ["flask>=3 @8", "rich @9"]);
    assert_eq!(shown(&found.groups[&GroupName::dev()]), ["ruff @16", "pytest @17"]);
    assert_eq!((found.scripts[0].target.as_str(), found.scripts[0].at.line), ("shop.cli:main", Some(12)));
    assert_eq!(found.readme, [RelPath::parse("docs/README.md").unwrap()]);
    assert_eq!((found.license.as_deref(), found.urls["repository"].as_str()), (Some("MIT"), "https://x.org"));
    assert_eq!(found.build_system.unwrap().backend, "hatchling.build");
    assert_eq!(found.fastapi_entrypoint.unwrap().1.line, Some(22));
    assert_eq!(found.tools, ["fastapi"]);
}

#[test]
fn the_older_tables_of_flit_stand_for_the_standard_ones() {
    let found = read(
        "[build-system]\nrequires = [\"flit_core >=2,<4\"]\nbuild-backend = \"flit_core.buildapi\"\n[tool.flit.metadata]\n\
         module = \"shop_daemon\"\ndist-name = \"shop-daemon\"\nrequires-python = \">=3.9\"\nrequires = [\n  \"paho-mqtt\",\n]\n\
         description-file = \"README.md\"\n[tool.flit.metadata.requires-extra]\nweb = [\"flask\"]\n[tool.flit.metadata.urls]\n\
         Source = \"https://x.org\"\n[tool.flit.scripts]\nshopd = \"shop_daemon:main\"\n",
    );
    assert_eq!(found.name.unwrap().0.as_ref(), "shop-daemon");
    assert_eq!((found.requires_python.unwrap().1.line, found.has_project), (Some(7), false));
    assert_eq!(shown(&found.dependencies), ["paho-mqtt @9"]);
    assert_eq!(shown(&found.extras[&"web".parse::<ExtraName>().unwrap()]), ["flask @13"]);
    assert_eq!((found.scripts[0].target.as_str(), found.scripts[0].at.line), ("shop_daemon:main", Some(17)));
    assert_eq!((found.readme, found.urls["source"].as_str()), (vec![RelPath::parse("README.md").unwrap()], "https://x.org"));
    let short = read("[tool.flit.metadata]\nmodule = \"shop\"\n[tool.flit.scripts]\nshop = \"shop:main\"\n");
    assert_eq!((short.name.unwrap().0.as_ref(), short.scripts.len()), ("shop", 1));
    // flit reads its older tables only where there is no `[project]`.
    let both = read("[project]\nname = \"shop\"\n[tool.flit.metadata]\nmodule = \"other\"\nrequires = [\"flask\"]\n");
    assert_eq!((both.name.unwrap().0.as_ref(), both.dependencies.len()), ("shop", 0));
}

#[test]
fn poetry_s_tables_stand_for_the_standard_ones() {
    let found = read(
        "[tool.poetry]\nname = \"shop\"\npackages = [{ include = \"shop\", from = \"src\" }]\n[tool.poetry.dependencies]\npython = \"^3.10\"\n\
         flask = \"^3\"\ntomli = { version = \"*\", python = \"<3.11\" }\nidna = { version = \"^3\", optional = true }\n\
         lib = { git = \"https://x.org/lib.git\", tag = \"v1\" }\nshared = { path = \"libs/shared\", develop = true }\n\
         [tool.poetry.extras]\nintl = [\"idna\"]\n[tool.poetry.group.docs]\noptional = true\n[tool.poetry.group.docs.dependencies]\nsphinx = \"*\"\n\
         [tool.poetry.dev-dependencies]\npytest = \"~8.1\"\n",
    );
    assert_eq!(found.requires_python.unwrap().0.to_string(), ">=3.10, <4");
    assert_eq!(
        shown(&found.dependencies),
        ["flask>=3, <4 @6", "tomli ; python_full_version < '3.11' @7", "lib @9", "shared @10"]
    );
    assert_eq!(found.dependencies[2].source, crate::model::DependencySource::Git("git+https://x.org/lib.git@v1".to_owned()));
    assert_eq!(shown(&found.extras[&"intl".parse::<ExtraName>().unwrap()]), ["idna>=3, <4 @8"]);
    assert_eq!(shown(&found.groups[&GroupName::dev()]), ["pytest>=8.1, <8.2 @18"]);
    assert_eq!(found.optional_groups.iter().map(GroupName::as_str).collect::<Vec<_>>(), ["docs"]);
    assert_eq!(found.tables.source_folders(), [RelPath::parse("src").unwrap()]);
    let poetry = found.poetry.unwrap();
    assert!(poetry.package_mode && poetry.has_dependencies);
}

#[test]
fn project_dependencies_win_over_poetry_s() {
    let found = read(
        "[project]\nname = \"shop\"\nrequires-python = \">=3.12\"\ndependencies = [\"flask\"]\n[tool.poetry]\npackage-mode = false\n\
         [tool.poetry.dependencies]\npython = \"^3.9\"\nflask = { source = \"x\" }\n",
    );
    assert_eq!(shown(&found.dependencies), ["flask @4"]);
    assert_eq!(found.requires_python.unwrap().0.to_string(), ">=3.12");
    assert!(!found.poetry.unwrap().package_mode);
}

#[test]
fn a_uv_workspace_finds_its_members() {
    let text = "[tool.uv]\npackage = false\n[tool.uv.workspace]\nmembers = [\"packages/*\", \"./app\"]\nexclude = [\"packages/old\"]\n\
                [tool.uv.sources]\nshared = { path = \"libs/shared\" }\n[[tool.uv.index]]\nname = \"ours\"\nurl = \"https://x.org\"\n\
                [[tool.uv.index]]\nname = \"pypi\"\nurl = \"https://pypi.org/simple\"\n";
    let manifests =
        ["packages/a", "packages/old", "packages/a/deep", "app", "docs"].map(|folder| format!("{folder}/pyproject.toml"));
    let others: Vec<(&str, &str)> = manifests.iter().map(|path| (path.as_str(), "")).collect();
    let uv = read_with(text, &others).0.uv.unwrap();
    assert_eq!(uv.workspace_members, ["app", "packages/a"].map(|path| RelPath::parse(path).unwrap()));
    assert_eq!(uv.path_sources, [RelPath::parse("libs/shared").unwrap()]);
    assert_eq!((uv.package, uv.indexes), (Some(false), vec!["ours".to_owned()]));
}

#[test]
fn setuptools_may_take_dependencies_from_a_file() {
    let text = "[project]\nname = \"shop\"\ndynamic = [\"dependencies\"]\n[tool.setuptools]\npy-modules = [\"app\"]\n\
                [tool.setuptools.dynamic]\ndependencies = { file = [\"deps.txt\"] }\n";
    let found = read_with(text, &[("deps.txt", "flask\n")]).0;
    assert_eq!(found.dependencies[0].at.to_string(), "deps.txt:1");
    assert_eq!(found.dynamic_files, [RelPath::parse("deps.txt").unwrap()]);
    assert_eq!(found.tables.setuptools.py_modules, Some(vec!["app".to_owned()]));
}

#[test]
fn an_invalid_python_range_is_noted_as_pip_ignores_it() {
    let (found, notes) = read_with("[project]\nname = \"shop\"\nrequires-python = \">=3.6.*,<4\"\n", &[]);
    assert_eq!(found.requires_python.unwrap().0.to_string(), "<4");
    assert_eq!(notes[0].at.as_ref().unwrap().to_string(), "pyproject.toml:3");
}

#[test]
fn what_the_tools_refuse_is_an_error_with_its_line() {
    for (text, expected) in [
        ("[project\n", "pyproject.toml:1: invalid TOML"),
        ("[project]\nname = \"a b\"\n", "pyproject.toml:2: `a b` is not a valid project name"),
        ("[project]\nname = \"a\\nRUN x\"\n", "pyproject.toml:2: `a\\nRUN x` is not a valid project name"),
        ("[project]\nname = \"a\"\ndependencies = \"flask\"\n", "pyproject.toml:3: `dependencies` is of type string"),
        ("[project]\nname = \"a\"\ndependencies = [\n\"fl ask\"]\n", "pyproject.toml:4: `fl ask` is not a valid requirement"),
        ("[dependency-groups]\na = [{ include-group = \"b\" }]\n", "pyproject.toml:2: there is no dependency group `b`"),
        ("[dependency-groups]\na = [{ include-group = \"a\" }]\n", "pyproject.toml:2: the dependency group `a` includes itself"),
        ("[tool.poetry.dependencies]\nflask = \"one\"\n", "pyproject.toml:2: `one` is not a version constraint"),
    ] {
        let found = refused(text);
        assert!(found.starts_with(expected), "{found}");
    }
}

#[test]
fn poetry_takes_any_text_for_a_name() {
    let (found, _) = read_with("[tool.poetry]\nname = \"Online Shop\"\nversion = \"1\"\n", &[]);
    assert_eq!((found.name, found.raw_name.as_deref()), (None, Some("Online Shop")));
}

#[test]
fn the_name_of_a_group_is_a_name() {
    let project = "[project]\nname = \"x\"\nversion = \"1\"\n";
    for text in [
        "[dependency-groups]\n'z; touch x' = []\n",
        "[tool.poetry.group.'z; touch x'.dependencies]\npytest = \"*\"\n",
        "[tool.pdm.dev-dependencies]\n'z; touch x' = [\"pytest\"]\n",
    ] {
        let found = refused(&format!("{project}{text}"));
        assert!(found.contains("`z; touch x` is not a valid name of a dependency group"), "{found}");
    }
}

#[test]
fn groups_that_include_each_other_many_times_are_read_once() {
    let include = |to: usize| vec![format!("{{ include-group = \"g{to}\" }}"); 10].join(", ");
    let group = |number: usize| format!("g{number} = [{}]\n", include(number + 1));
    let many: String = (0..40).map(group).collect();
    let found = read(&format!("[dependency-groups]\n{many}g40 = [\"pytest\"]\n"));
    assert!(found.groups.values().all(|group| group.len() == 1));
    let deep: String = (0..200).map(group).collect();
    let found = refused(&format!("[dependency-groups]\n{deep}g200 = []\n"));
    assert!(found.contains("the dependency groups are nested too deeply"), "{found}");
}
