<!doctype html>
<title>Lost and found</title>
<h1>Lost and found</h1>
<ul>
% for number, thing in sorted(things.items()):
  <li><a href="/things/{{number}}">{{thing["what"]}}</a>, {{thing["hook"]}}</li>
% end
</ul>
