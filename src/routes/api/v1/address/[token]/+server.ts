export const POST = ({ locals, request, params }) => locals.relais.proven(request, params.token)
