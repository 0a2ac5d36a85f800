//! The three pages, built from `web/` and compiled into the program.
//!
//! Owns `/`, `/shop` and `/console`. Knows nothing of what the pages show. What compresses well was compressed by the
//! build, as far as it goes: no request waits for that.

use actix_web::http::header::{
    self, AcceptEncoding, ContentEncoding, ETag, Encoding, EntityTag, Header, IfNoneMatch,
};
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::{EmbeddedFile, RustEmbed};
use std::borrow::Cow;

#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Dist;

/// Files in this folder have a hash of their content in their name, so that they never change.
const HASHED_FOLDER: &str = "assets/";
const FOREVER: &str = "public, max-age=31536000, immutable";
const ASK_EACH_TIME: &str = "no-cache";
/// The ends of the names of files that the build has compressed, the smallest form first.
const PACKED: [(&str, ContentEncoding); 2] =
    [(".br", ContentEncoding::Brotli), (".gz", ContentEncoding::Gzip)];

/// Shown where the program was built without its pages.
const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Golden Beans 金豆</title>\
    <p>本程序编译时未包含网页。请先运行 <code>make run</code>，或在 web 目录运行 <code>npm ci &amp;&amp; npm run build</code> 后重新编译。\
    <p>This program was built without its pages. Run <code>make run</code>, or <code>npm ci &amp;&amp; npm run build</code> \
    in the folder web and build it again. The API is described at <a href=\"/docs/\">/docs/</a>.";

/// The file of a path, the page that owns the path (pages have addresses of their own inside them), or nothing.
pub fn serve(request: &HttpRequest) -> Option<HttpResponse> {
    let path = request.path().trim_start_matches('/');
    if PACKED.iter().any(|(end, _)| path.ends_with(end)) {
        return None;
    }
    if let Some(file) = Dist::get(path).filter(|_| !path.is_empty()) {
        return Some(send(request, path, file));
    }
    // A missing script or picture must not be answered by a page.
    let names_a_file = path.rsplit('/').next().is_some_and(|last| last.contains('.'));
    if names_a_file {
        return None;
    }
    let page = page_of(path);
    Some(match Dist::get(page) {
        Some(file) => send(request, page, file),
        None => HttpResponse::ServiceUnavailable().content_type("text/html; charset=utf-8").body(NOT_BUILT),
    })
}

fn page_of(path: &str) -> &'static str {
    match path.split('/').next() {
        Some("shop") => "shop/index.html",
        Some("console") => "console/index.html",
        _ => "index.html",
    }
}

fn send(request: &HttpRequest, name: &str, plain: EmbeddedFile) -> HttpResponse {
    let mimetype = plain.metadata.mimetype().to_owned();
    let (file, packed) = match packed(request, name) {
        Some((file, encoding)) => (file, Some(encoding)),
        None => (plain, None),
    };
    let tag = EntityTag::new_strong(hex::encode(file.metadata.sha256_hash()));
    let cache = if name.starts_with(HASHED_FOLDER) { FOREVER } else { ASK_EACH_TIME };
    let is_known = match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(&tag)),
        _ => false,
    };
    let mut response = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((header::CACHE_CONTROL, cache))
        .insert_header((header::VARY, "accept-encoding"))
        .insert_header(ETag(tag));
    if is_known {
        return response.finish();
    }
    response.content_type(mimetype);
    if let Some(encoding) = packed {
        response.insert_header(encoding);
    }
    match file.data {
        Cow::Borrowed(bytes) => response.body(bytes),
        Cow::Owned(bytes) => response.body(bytes),
    }
}

/// The smallest form of a file that the build has left and the caller takes.
fn packed(request: &HttpRequest, name: &str) -> Option<(EmbeddedFile, ContentEncoding)> {
    let taken = AcceptEncoding::parse(request).ok()?;
    PACKED.into_iter().find_map(|(end, encoding)| {
        let wanted = [Encoding::Known(encoding)];
        taken.negotiate(wanted.iter()).filter(|chosen| *chosen == Encoding::Known(encoding))?;
        Some((Dist::get(&format!("{name}{end}"))?, encoding))
    })
}
