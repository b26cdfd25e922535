//! The connections of one client.

use std::time::Duration;

use ureq::tls::TlsConfig;
use ureq::{Agent, Proxy};
use url::Url;

use super::{Credentials, Environment, Failure, FailureKind};

/// Connections by the proxies of the environment, and past them. None follows a redirect by itself.
pub struct Agents {
    secure: Agent,
    plain: Agent,
    direct: Agent,
    /// Why no connection can be made at all.
    broken: Option<String>,
}

impl Agents {
    /// Opens no connection yet. `timeout` is how long to wait for a server that says nothing.
    pub fn new(environment: &Environment, timeout: Duration) -> Self {
        let (authorities, mut broken) = match environment.authorities() {
            Ok(authorities) => (authorities, None),
            Err(reason) => (ureq::tls::RootCerts::WebPki, Some(reason)),
        };
        let mut agent = |proxy: Option<&str>| {
            let proxy = proxy.and_then(|address| match proxy_at(address, environment.no_proxy.as_deref()) {
                Some(proxy) => Some(proxy),
                None => {
                    broken = Some("the proxy's address in the environment is not an HTTP address".to_owned());
                    None
                }
            });
            Agent::config_builder()
                .http_status_as_error(false)
                .max_redirects(0)
                .proxy(proxy)
                .tls_config(TlsConfig::builder().root_certs(authorities.clone()).build())
                .user_agent(concat!("pydock/", env!("CARGO_PKG_VERSION")))
                .accept("*/*")
                .timeout_resolve(Some(timeout))
                .timeout_connect(Some(timeout.min(Duration::from_secs(10))))
                .timeout_send_request(Some(timeout))
                .timeout_recv_response(Some(timeout))
                .timeout_per_read(Some(timeout))
                .max_idle_connections_per_host(8)
                .build()
                .new_agent()
        };
        let (secure, plain) = (agent(environment.https_proxy.as_deref()), agent(environment.http_proxy.as_deref()));
        Self { secure, plain, direct: agent(None), broken }
    }

    /// The agent for an address, by the proxy of its scheme.
    pub fn agent(&self, url: &Url) -> Result<&Agent, Failure> {
        self.usable(if url.scheme() == "https" { &self.secure } else { &self.plain })
    }

    /// The agent that no proxy stands before, for servers on this machine.
    pub fn direct(&self) -> Result<&Agent, Failure> {
        self.usable(&self.direct)
    }

    fn usable<'a>(&self, agent: &'a Agent) -> Result<&'a Agent, Failure> {
        match &self.broken {
            Some(reason) => Err(Failure::new(FailureKind::Environment, reason.clone())),
            None => Ok(agent),
        }
    }
}

/// A proxy that speaks HTTP; an address without a scheme is one, too.
fn proxy_at(address: &str, no_proxy: Option<&str>) -> Option<Proxy> {
    let address = address.trim();
    let mut url = if address.contains("://") { Url::parse(address) } else { Url::parse(&format!("http://{address}")) }.ok()?;
    let credentials = Credentials::take(&mut url);
    let protocol = match url.scheme() {
        "http" => ureq::ProxyProtocol::Http,
        "https" => ureq::ProxyProtocol::Https,
        _ => return None,
    };
    let mut proxy = Proxy::builder(protocol).host(url.host_str()?).port(url.port_or_known_default()?);
    if let Some(credentials) = &credentials {
        proxy = proxy.username(credentials.user()).password(credentials.password());
    }
    for host in no_proxy.unwrap_or_default().split(',').map(str::trim).filter(|host| !host.is_empty()) {
        proxy = proxy.no_proxy(host);
    }
    proxy.build().ok()
}
