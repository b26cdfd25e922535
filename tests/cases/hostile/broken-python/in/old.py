print "bread"
